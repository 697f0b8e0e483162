/** One resource of the API as the fake server serves it. */
export interface Resource {
  /** "" is the core group. */
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** In the order in which Kubernetes prefers them. */
  readonly versions: readonly string[];
  readonly shortNames: readonly string[];
  /** Whether a CustomResourceDefinition declares it: items of its lists then name their kind. */
  readonly custom: boolean;
  /** `log`, `proxy` … */
  readonly subresources: readonly string[];
  readonly verbs: readonly string[];
}

/** `pods`, `virtualservices.networking.istio.io`: how Kubernetes names a resource in messages. */
export function qualified({ group, plural }: Pick<Resource, "group" | "plural">): string {
  return group === "" ? plural : `${plural}.${group}`;
}
