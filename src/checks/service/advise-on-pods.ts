import type { CauseOf } from "../../model/cause.ts";
import type { Advice } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { type Ref, refText } from "../../model/ref.ts";
import type { Pod } from "../../model/resources/core.ts";
import { podsBehind } from "./pods-behind.ts";

const objectName = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;

/** What to do about pods that are not there or not ready. */
export function adviseOnPods(cause: CauseOf<"no-endpoints">, mesh: Mesh): readonly Advice[] {
  const { reason, spot, service } = cause;
  switch (reason) {
    case "scaled-to-zero":
      return [
        {
          summary: `Scale ${refText(spot.ref)} up again`,
          ...command(spot.ref, `kubectl scale ${place(spot.ref)} --replicas=1`),
        },
      ];
    case "not-ready":
    case "subset-not-ready": {
      const pods = podsBehind(mesh, service).filter(isUnready);
      const crashing = pods.find((pod) => crashedContainer(pod) !== undefined);
      const [pod] = pods;
      return [
        ...(crashing === undefined ? [] : [lastWords(crashing)]),
        ...(pod === undefined ? [] : [describe(pod.metadata.namespace, pod.metadata.name)]),
      ];
    }
    case "no-pods":
    case "webhook":
      return [
        {
          summary: `See why ${refText(spot.ref)} gets no pod`,
          ...command(spot.ref, `kubectl describe ${place(spot.ref)}`),
        },
      ];
    default:
      return [];
  }
}

function isUnready({ status }: Pod): boolean {
  return (status.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is !== "True");
}

function crashedContainer({ status }: Pod): string | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = status;
  return [...initContainerStatuses, ...containerStatuses].find(
    ({ ready, restartCount, state }) => !ready && (restartCount > 0 || state?.waiting?.reason === "CrashLoopBackOff"),
  )?.name;
}

/** What the container wrote before it ended. */
function lastWords(pod: Pod): Advice {
  const { namespace, name } = pod.metadata;
  const container = crashedContainer(pod) ?? "";
  const ref: Ref = { apiVersion: "v1", kind: "Pod", namespace, name };
  return {
    summary: `Read what container ${container} of ${name} wrote before it crashed`,
    ...command(ref, `kubectl logs ${name} -n ${namespace} -c ${container} --previous`),
  };
}

function describe(namespace: string, name: string): Advice {
  const ref: Ref = { apiVersion: "v1", kind: "Pod", namespace, name };
  return {
    summary: `See what pod ${name} waits for: its probes and events`,
    ...command(ref, `kubectl describe ${place(ref)}`),
  };
}

function place({ kind, namespace, name }: Ref): string {
  return `${kind.toLowerCase()} ${name} -n ${namespace}`;
}

/** Only plain names go into a command. */
function command({ namespace, name }: Ref, text: string): { readonly command?: string } {
  return objectName.test(namespace) && objectName.test(name) ? { command: text } : {};
}
