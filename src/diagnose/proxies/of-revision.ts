import { kindOf } from "../../kinds/kind-of.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Ref } from "../../model/ref.ts";

/**
 * Whether an object is for one revision of istiod only: which proxies it is for, the model does not know.
 * Source: pilot/pkg/config/kube/crdclient/client.go `inRevision`, pkg/config/model.go `LabelsInRevision`.
 */
export function isOfRevision(mesh: Mesh, { apiVersion, kind, namespace, name }: Ref): boolean {
  const known = kindOf(apiVersion, kind);
  const resource = known === undefined ? undefined : mesh.get(known, namespace, name);
  return resource?.metadata.labels["istio.io/rev"] !== undefined;
}
