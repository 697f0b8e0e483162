import type { CauseOf } from "../../model/cause.ts";
import type { FieldEvidence } from "../../model/evidence.ts";
import type { Advice } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { pathParts } from "../../model/path.ts";
import { refKey, refText } from "../../model/ref.ts";
import type { AuthorizationRule } from "../../model/resources/security.ts";
import { evidenceOf } from "../evidence-of.ts";
import type { Draft, Found } from "../findings-of.ts";
import { withShare } from "../with-share.ts";

type Denied = Found<"rbac-denied"> & { readonly cause: CauseOf<"rbac-denied"> };

/** A DENY rule that matches. It is a decision: its owner is named, and no fix. */
export function denied(found: Denied, mesh: Mesh, { from, viaGateway }: Pair): Draft {
  const { cause, end } = found;
  const who = viaGateway && end.at === "gateway" ? `what comes in at ${from.name}` : from.name;
  const { policy, rule, spot } = cause;
  const met = end.because.filter(
    (one): one is FieldEvidence =>
      one.kind === "field" && refKey(one.ref) === refKey(policy) && one.path.startsWith(`${spot.path}.`),
  );
  const isExclusion = ({ path }: FieldEvidence) => /\.not[A-Z]\w*$/.test(path);
  const telling = met.some((one) => !isExclusion(one)) ? met.filter((one) => !isExclusion(one)) : met;
  const conditions = telling.flatMap(conditionText);
  const why = conditions.length === 0 ? "it holds for everything that arrives there" : conditions.join(", ");
  return {
    summary: withShare(found, "is refused", "are refused", `${refText(policy)} denies ${who} by rule ${rule} (${why})`),
    layer: "security",
    resource: spot,
    evidence: evidenceOf(mesh, spot, undefined, end.because),
    advice: [askOwner(policy, mesh), ...widened(found, mesh)],
    sameAs: [],
  };
}

/** `methods: POST`; a condition that says nothing of this connection is left out. */
function conditionText({ path, note = "" }: FieldEvidence): readonly string[] {
  const name = pathParts(path).findLast((part) => typeof part === "string");
  return note === "" ? [] : [`${name}: ${note}`];
}

function askOwner(policy: CauseOf<"rbac-denied">["policy"], mesh: Mesh): Advice {
  const metadata = mesh.home(policy).get("AuthorizationPolicy", policy.namespace, policy.name)?.metadata;
  const team = metadata?.labels.team ?? metadata?.labels.owner;
  const last = metadata?.managedFields?.at(-1)?.manager;
  const who = [
    ...(team === undefined ? [] : [`team ${team}`]),
    ...(last === undefined ? [] : [`last written by ${last}`]),
  ];
  return {
    summary: `Ask who owns ${refText(policy)}${who.length === 0 ? "" : ` (${who.join(", ")})`} whether it is meant for this caller`,
    why: "an explicit DENY is a decision; nothing here overrules it",
  };
}

const httpOnly = ["hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"] as const;

/** On a TCP port what a DENY rule says of HTTP falls away, and it denies more than it says. */
function widened({ cause, end }: Denied, mesh: Mesh): readonly Advice[] {
  const { policy, rule } = cause;
  const written = mesh.home(policy).get("AuthorizationPolicy", policy.namespace, policy.name)?.spec.rules?.[rule];
  if (end.httpStatus !== undefined || written === undefined || !asksForHttp(written)) return [];
  return [
    {
      summary: `Limit rule ${rule} of ${refText(policy)} to its HTTP ports with operation.ports, or give the port a name that says http`,
      why: "the connection is TCP: what the rule says of HTTP falls away there, and the rest denies every connection",
    },
  ];
}

function asksForHttp({ to = [], when = [] }: AuthorizationRule): boolean {
  return (
    to.some(({ operation = {} }) => httpOnly.some((field) => (operation[field]?.length ?? 0) > 0)) ||
    when.some(({ key }) => key.startsWith("request."))
  );
}
