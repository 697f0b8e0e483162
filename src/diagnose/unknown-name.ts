import type { Mesh } from "../model/mesh.ts";
import { MeshError } from "../model/mesh-error.ts";
import { similarNames } from "../model/similar-names.ts";
import { didYouMean } from "./did-you-mean.ts";
import { hasNamespace } from "./has-namespace.ts";
import { knownNamespaces } from "./known-namespaces.ts";
import { noNamespace } from "./no-namespace.ts";
import { unreadHint } from "./unread-hint.ts";

/** Kinds of which one that was not read may be what a name stands for. */
export const nameable = [
  "Namespace",
  "Service",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Pod",
  "ServiceAccount",
] as const;

/** That nothing is called so, with what may have been meant. `role`: `the caller`, `the service`. */
export function unknownName(
  mesh: Mesh,
  typed: string,
  name: string,
  namespace: string | undefined,
  role: string,
): MeshError {
  const known = (["Deployment", "StatefulSet", "DaemonSet", "Service"] as const).flatMap((kind) =>
    mesh.all(kind).map(({ metadata }) => metadata),
  );
  const nearby = similarNames(
    name,
    known.filter((found) => namespace === undefined || found.namespace === namespace).map((found) => found.name),
  );
  const exactElsewhere = known
    .filter((found) => found.name === name)
    .map((found) => `${found.namespace}/${found.name}`);
  const near = known
    .filter((found) => nearby.includes(found.name) && (namespace === undefined || found.namespace === namespace))
    .map((found) => `${found.namespace}/${found.name}`);
  const namespaces =
    namespace === undefined
      ? []
      : similarNames(namespace, knownNamespaces(mesh)).flatMap((space) =>
          known.some((found) => found.namespace === space && found.name === name) ? [`${space}/${name}`] : [],
        );
  const candidates = [...new Set([...exactElsewhere, ...namespaces, ...near])].slice(0, 5);
  const place = mesh.cluster === undefined ? "" : ` of cluster ${mesh.cluster}`;
  const where =
    namespace === undefined
      ? `no workload, Service or service account that was read${place} has that name`
      : hasNamespace(mesh, namespace)
        ? `namespace "${namespace}"${place} has no workload, Service or service account "${name}"`
        : noNamespace(mesh, namespace, place);
  const next =
    candidates.length > 0 ? didYouMean(candidates) : `Check the name of ${role}, and that its namespace was read.`;
  return new MeshError(
    "UNKNOWN_NAME",
    `Cannot find "${typed}": ${where}`,
    `${next}${unreadHint(mesh, nameable, namespace)}`,
    candidates,
  );
}
