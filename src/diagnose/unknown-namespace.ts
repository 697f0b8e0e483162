import type { Mesh } from "../model/mesh.ts";
import { MeshError } from "../model/mesh-error.ts";
import { similarNames } from "../model/similar-names.ts";
import { areNamespacesRead } from "./are-namespaces-read.ts";
import { didYouMean } from "./did-you-mean.ts";
import { knownNamespaces } from "./known-namespaces.ts";

/** That there is no such namespace, with what may have been meant. */
export function unknownNamespace(mesh: Mesh, namespace: string): MeshError {
  const candidates = similarNames(namespace, knownNamespaces(mesh));
  const isKnown = areNamespacesRead(mesh);
  return new MeshError(
    "UNKNOWN_NAME",
    `Cannot find namespace "${namespace}": ${isKnown ? "there is none of that name" : "nothing that was read stands in it"}`,
    candidates.length > 0
      ? didYouMean(candidates)
      : isKnown
        ? "Check its name."
        : "Check its name, and that it was read.",
    candidates,
  );
}
