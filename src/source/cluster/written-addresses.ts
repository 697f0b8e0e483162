import type { Pod } from "../../model/resources/core.ts";
import type { Resources } from "../../model/snapshot.ts";
import { addressesIn, addressOf, hasNoSelector } from "../interest/interest.ts";
import type { Aim } from "./aim.ts";
import { limits } from "./limits.ts";
import type { Read } from "./read.ts";
import type { Reader } from "./reader.ts";

type Reached = Pick<ReturnType<Aim["reaches"]>, "services" | "entries" | "machines">;

/** EndpointSlices that somebody wrote for Services without a selector: what is known of them sooner is looked up sooner. */
export function writtenSliceReads({ services }: Reached): readonly Read[] {
  return services
    .filter(hasNoSelector)
    .slice(0, limits.writtenServices)
    .map(({ metadata: { namespace, name } }) => ({
      kind: "EndpointSlice",
      namespace,
      labelSelector: `kubernetes.io/service-name=${name}`,
    }));
}

/** Addresses of endpoints on the way that somebody wrote down. */
export function addressesOn(aim: Aim, kube: Reader): readonly string[] {
  const read = kube.resources();
  return writtenAddresses(aim.reaches(read), read);
}

/** Addresses of endpoints that somebody wrote down, in order: any of them may be a pod's, in whichever namespace. */
export function writtenAddresses(
  { services, entries, machines }: Reached,
  { EndpointSlice = [] }: Resources,
): readonly string[] {
  const written = new Set(
    services.filter(hasNoSelector).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  const sliced = EndpointSlice.filter(({ metadata }) =>
    written.has(`${metadata.namespace}/${metadata.labels["kubernetes.io/service-name"] ?? ""}`),
  );
  return [
    ...new Set([
      ...entries.flatMap(addressesIn),
      ...machines.flatMap(addressOf),
      ...sliced
        .filter(({ addressType }) => addressType !== "FQDN")
        .flatMap(({ endpoints }) => endpoints)
        .filter(({ targetRef }) => targetRef?.kind !== "Pod")
        .flatMap(({ addresses }) => addresses.slice(0, 1)),
    ]),
  ];
}

/** Looks for the pods that have addresses, as far as none is known that has. */
export function addressReads(addresses: readonly string[], kube: Reader): readonly Read[] {
  const pods = kube.all("Pod");
  return addresses
    .slice(0, limits.writtenAddresses)
    .filter((address) => !pods.some((pod) => isAt(pod, address)))
    .map(podReadAt);
}

/** Addresses of which is known which pod has them, or that none has. */
export function settledAddresses(addresses: readonly string[], kube: Reader): readonly string[] {
  const pods = kube.all("Pod");
  return addresses.filter((address) => kube.isRead(podReadAt(address)) || pods.some((pod) => isAt(pod, address)));
}

/** Pods that have one of the addresses. */
export function podsAt(addresses: readonly string[], pods: readonly Pod[]): readonly Pod[] {
  return addresses.length === 0 ? [] : pods.filter((pod) => addresses.some((address) => isAt(pod, address)));
}

/** The read of the pod that has an address. */
export function podReadAt(address: string): Read {
  return { kind: "Pod", fieldSelector: `status.podIP=${address}` };
}

function isAt({ status }: Pod, address: string): boolean {
  return status.podIP === address || (status.podIPs ?? []).some(({ ip }) => ip === address);
}
