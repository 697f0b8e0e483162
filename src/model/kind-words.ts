/** Kinds that a question may name its ends by. */
export type WordKind =
  | "Deployment"
  | "StatefulSet"
  | "DaemonSet"
  | "ReplicaSet"
  | "Job"
  | "CronJob"
  | "Pod"
  | "Service"
  | "ServiceAccount";

/** Kinds by the words that people put before a name, as kubectl takes them: `deploy/checkout`. */
const kindWords: ReadonlyMap<string, WordKind> = new Map<string, WordKind>([
  ["deploy", "Deployment"],
  ["deployment", "Deployment"],
  ["deployments", "Deployment"],
  ["sts", "StatefulSet"],
  ["statefulset", "StatefulSet"],
  ["statefulsets", "StatefulSet"],
  ["ds", "DaemonSet"],
  ["daemonset", "DaemonSet"],
  ["daemonsets", "DaemonSet"],
  ["rs", "ReplicaSet"],
  ["replicaset", "ReplicaSet"],
  ["replicasets", "ReplicaSet"],
  ["job", "Job"],
  ["jobs", "Job"],
  ["cj", "CronJob"],
  ["cronjob", "CronJob"],
  ["cronjobs", "CronJob"],
  ["po", "Pod"],
  ["pod", "Pod"],
  ["pods", "Pod"],
  ["svc", "Service"],
  ["service", "Service"],
  ["services", "Service"],
  ["sa", "ServiceAccount"],
  ["serviceaccount", "ServiceAccount"],
  ["serviceaccounts", "ServiceAccount"],
]);

/** The kind that a word before a name stands for, however it is capitalized; `undefined`: it is no such word. */
export function kindOfWord(word: string): WordKind | undefined {
  return kindWords.get(word.toLowerCase());
}
