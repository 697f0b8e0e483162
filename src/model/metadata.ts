/** What is kept of `metadata`: labels whole, annotations by allow-list, managedFields without the fields. */
export interface Metadata {
  readonly name: string;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  /** No field of Kubernetes': the cluster that the object was read from, where the mesh has a name. */
  readonly cluster?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339; absent in hand-written manifests. */
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly OwnerReference[];
  /** Who last wrote which part, and when; entries of the status subresource are dropped by `kinds/`. */
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation?: string;
  readonly time?: string;
}

/** Every resource has the shape it has in Kubernetes, cut down to the fields that meshwhy reads. */
export interface Resource<K extends string = string> {
  readonly apiVersion: string;
  readonly kind: K;
  readonly metadata: Metadata;
}

/** `metav1.LabelSelector`. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}
