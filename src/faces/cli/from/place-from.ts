import { MeshError } from "../../../model/mesh-error.ts";
import type { Question } from "../../../model/question.ts";
import { timeFrom } from "../../question/time-from.ts";
import type { Reading, WhoCommand } from "../command.ts";
import type { OptionValues } from "../options.ts";
import { type Output, outputFrom } from "../output-from.ts";
import { usage } from "./usage.ts";

/** What is read, and how the answer is printed. */
export function readingFrom(
  values: OptionValues,
  topic: string,
  outputs?: readonly Output[],
): Reading & Pick<WhoCommand, "output" | "verbose" | "details"> {
  return {
    ...placeFrom(values, topic),
    output: outputFrom(values.output, outputs),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}

/** Where a question is asked. */
export function placeFrom(values: OptionValues, topic: string): Reading {
  onePlace(values, topic);
  return {
    cluster: values.cluster,
    config: values.config,
    context: values.context,
    kubeconfig: values.kubeconfig,
    proxies: values.proxies === true,
    secrets: values.secrets === true,
    snapshots: values.snapshot ?? [],
    at: values.at === undefined ? undefined : timeFrom(values.at),
  };
}

/** The clusters that the ends of a pair name. */
export function clustersOf(
  { cluster, toCluster }: Question,
  values: OptionValues,
  topic: string,
): { readonly cluster: string | undefined; readonly toCluster?: string } {
  if ((cluster ?? toCluster) === undefined) return { cluster };
  if ((values.context ?? values.kubeconfig) !== undefined)
    throw usage(
      `Cannot ask "@${toCluster ?? cluster}" and a context of a kubeconfig: the names after @ are those of meshwhy.yaml`,
      topic,
    );
  return { cluster, ...(toCluster === undefined ? {} : { toCluster }) };
}

/** A question is asked in one place: whatever else is named would be passed over in silence. */
function onePlace({ snapshot, cluster, config, context, kubeconfig, secrets }: OptionValues, topic: string): void {
  if (snapshot !== undefined && secrets === true)
    throw usage(
      'Cannot use "--secrets" with a snapshot: only a cluster is asked for them',
      topic,
      "Leave it out: a snapshot has the Secrets that lie in it. ",
    );
  const named = [
    ...(snapshot === undefined ? [] : ["a snapshot"]),
    ...((cluster ?? config) === undefined ? [] : ["a configured cluster"]),
    ...((context ?? kubeconfig) === undefined ? [] : ["a context of a kubeconfig"]),
  ];
  if (named.length > 1)
    throw usage(
      `Cannot ask ${named.join(" and ")}: a question is asked in one place`,
      topic,
      "Leave one of them out. ",
    );
}

/** The one namespace of commands that take one. @throws MeshError USAGE */
export function onlyNamespace({ namespace: [first, ...more] = [] }: OptionValues): string | undefined {
  if (more.length > 0)
    throw new MeshError("USAGE", "Cannot read the command line: --namespace is given twice", "Leave one of them out.");
  return first;
}
