import { accountReads, accountsOf } from "./account-reads.ts";
import type { Aim } from "./aim.ts";
import { controlPlaneReads, workloadReads } from "./heavy-reads.ts";
import { isCalledSo } from "./is-called.ts";
import type { Read } from "./read.ts";
import type { Reader } from "./reader.ts";

/** What runs in the namespaces that matter; of those of the control plane only what tells which istiod there is. */
export function placeReads(places: ReadonlySet<string>, aim: Aim, kube: Reader): readonly Read[] {
  const light = kube.resources();
  const isBusy = (namespace: string): boolean => !aim.isOnlyControlPlane(namespace, light);
  return [
    ...[...places].flatMap((namespace) =>
      isBusy(namespace) ? workloadReads(namespace) : controlPlaneReads(namespace),
    ),
    ...accountReads(places, kube.all("AuthorizationPolicy")),
    ...(mayNameAccount(aim, kube) ? [...places].filter(isBusy).map(accountsOf) : []),
  ];
}

/** Whether an end may be a service account: one is named after nothing that comes before it. */
function mayNameAccount({ ends }: Aim, kube: Reader): boolean {
  return (
    ends.length === 0 ||
    ends.some((end) => {
      if (end.kind !== undefined) return end.kind === "ServiceAccount";
      return !end.isInternet && !end.isAddress && !isCalledSo(end, kube);
    })
  );
}
