import type { Ref } from "../model/ref.ts";

const restartable: Readonly<Record<string, string>> = {
  Deployment: "deployment",
  StatefulSet: "statefulset",
  DaemonSet: "daemonset",
};
const objectName = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;

/** The command that makes a workload's pods anew; `undefined`: none does, or its name is none. */
export function rolloutRestart({ kind, namespace, name }: Ref): string | undefined {
  const resource = restartable[kind];
  if (resource === undefined || !objectName.test(name) || !objectName.test(namespace)) return undefined;
  return `kubectl rollout restart ${resource}/${name} -n ${namespace}`;
}
