import { plainText } from "../../kinds/plain-text.ts";
import type { RawObject } from "../../kinds/raw-object.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { similarNames } from "../../model/similar-names.ts";
import type { Kubeconfig } from "./kubeconfig.ts";

/** One context, with what it refers to. */
export interface ChosenContext {
  readonly name: string;
  readonly cluster: RawObject;
  readonly user: RawObject;
  readonly namespace: string | undefined;
  /** What messages call the kubeconfig. */
  readonly where: string;
}

const most = 10;

/**
 * The context that is named, else the current one.
 * @throws MeshError UNKNOWN_NAME where there is none of that name, BAD_CONFIG where it refers to nothing
 */
export function chooseContext(config: Kubeconfig, wanted: string | undefined): ChosenContext {
  const { where } = config;
  const name = wanted ?? config.currentContext;
  if (name === undefined)
    throw new MeshError(
      "BAD_CONFIG",
      `Cannot choose a cluster: the kubeconfig ${where} has no current context`,
      config.contexts.size === 0 ? listed(config) : `Name the one that is meant. ${listed(config)}`,
    );
  const context = config.contexts.get(name);
  if (context === undefined) {
    const similar = similarNames(name, config.contexts.keys()).map((known) => plainText(known));
    const nearest = similar[0] === undefined ? "" : `Did you mean "${similar[0]}"? `;
    const message = `Cannot find context "${plainText(name)}": the kubeconfig ${where} has none of that name`;
    throw new MeshError("UNKNOWN_NAME", message, nearest + listed(config), similar);
  }
  const cluster = named(config, config.clusters, "cluster", name, context.cluster);
  // A context without a user asks as nobody.
  const user =
    context.user === undefined || context.user === "" ? {} : named(config, config.users, "user", name, context.user);
  const { namespace } = context;
  return {
    name,
    cluster,
    user,
    namespace: typeof namespace === "string" && namespace !== "" ? namespace : undefined,
    where,
  };
}

function named(
  { where }: Kubeconfig,
  entries: ReadonlyMap<string, RawObject>,
  kind: string,
  context: string,
  name: unknown,
): RawObject {
  const entry = typeof name === "string" ? entries.get(name) : undefined;
  if (entry !== undefined) return entry;
  throw new MeshError(
    "BAD_CONFIG",
    `Cannot use context "${plainText(context)}": its ${kind} "${plainText(String(name))}" is not in the kubeconfig ${where}`,
    `Add the ${kind}, or name another context.`,
  );
}

function listed({ contexts }: Kubeconfig): string {
  const names = [...contexts.keys()].map((name) => plainText(name));
  if (names.length === 0) return "Its list of contexts is empty: see kubectl config get-contexts.";
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return `Its contexts are ${names.slice(0, most).join(", ")}${more}.`;
}
