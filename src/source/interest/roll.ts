import type { Question } from "../../model/question.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { Heard } from "./heard.ts";
import { heavyKinds } from "./heavy-kinds.ts";
import { isServiceAccount, isWanted, type Wanted, wanted } from "./wanted.ts";

/** What has to be heard of while objects are passed over. */
export interface RollCall {
  /** Words for which labels are searched. */
  readonly names: ReadonlySet<string>;
  /** Whether labels have to be told to `note`, even if they hold none of the names. */
  readonly needsLabels: boolean;
  readonly needsServiceAccounts: boolean;
  note(heard: Heard): void;
}

/** What all heads together tell about where to look; small, however big the cluster is. */
export interface Roll extends RollCall {
  readonly from: Wanted;
  readonly to: Wanted;
  readonly namespaces: ReadonlySet<string>;
  /** Namespaces that hold something that `from` may stand for. */
  readonly answersFrom: ReadonlySet<string>;
  readonly answersTo: ReadonlySet<string>;
  /** Values of the labels of every Pod, by namespace and key; only where the question comes from the internet. */
  readonly podLabels: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
}

/** Labels by which people call a workload. */
const namingLabels: readonly string[] = [
  "app",
  "app.kubernetes.io/name",
  "k8s-app",
  "service.istio.io/canonical-name",
  "gateway.networking.k8s.io/gateway-name",
  "istio",
];

/** Kinds by which a question may name its ends. */
const namingKinds: ReadonlySet<Kind> = new Set<Kind>([
  ...heavyKinds,
  "Service",
  "ServiceAccount",
  "ServiceEntry",
  "WorkloadEntry",
  "KubernetesGateway",
]);

/** Begins to call the roll of a snapshot's objects for a question. */
export function rollFor(question: Question): Roll {
  const from = wanted(question.from);
  const to = wanted(question.to);
  const namespaces = new Set<string>();
  const answersFrom = new Set<string>();
  const answersTo = new Set<string>();
  const podLabels = new Map<string, Map<string, Set<string>>>();
  const needsLabels = from.isInternet;
  const needsServiceAccounts = isServiceAccount(from) || isServiceAccount(to);
  const names = new Set([...from.names, ...to.names]);
  return { names, from, to, namespaces, answersFrom, answersTo, podLabels, needsLabels, needsServiceAccounts, note };

  function note(heard: Heard): void {
    if (heard.kind === "Namespace") namespaces.add(heard.name);
    if (!namingKinds.has(heard.kind)) return;
    namespaces.add(heard.namespace);
    if (answers(from, heard)) answersFrom.add(heard.namespace);
    if (answers(to, heard)) answersTo.add(heard.namespace);
    if (needsLabels && heard.kind === "Pod") noteLabels(heard);
  }

  function noteLabels({ namespace, labels }: Heard): void {
    const known = podLabels.get(namespace) ?? new Map<string, Set<string>>();
    podLabels.set(namespace, known);
    for (const key in labels) {
      const values = known.get(key);
      if (values === undefined) known.set(key, new Set([String(labels[key])]));
      else values.add(String(labels[key]));
    }
  }
}

function answers(end: Wanted, { namespace, name, labels, serviceAccount, addresses = [] }: Heard): boolean {
  if (end.isAddress) return addresses.includes(end.host);
  if (isWanted(end, namespace, name)) return true;
  for (const key of namingLabels) {
    const value = labels[key];
    if (typeof value === "string" && isWanted(end, namespace, value)) return true;
  }
  return isServiceAccount(end) && serviceAccount !== "" && isWanted(end, namespace, serviceAccount);
}
