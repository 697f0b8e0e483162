import type { Ref } from "./ref.ts";
import type { Kind, ResourceKinds } from "./resource-kinds.ts";
import type { ExtensionProvider, MeshConfig } from "./resources/mesh-config.ts";
import type { Gap } from "./snapshot.ts";

/** MeshConfig with Istio's defaults filled in, and where each value stands. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  /** `cluster.local`: istiod's --domain. */
  readonly domain: string;
  readonly outboundMode: "ALLOW_ANY" | "REGISTRY_ONLY";
  readonly autoMtls: boolean;
  readonly serviceExportTo: readonly string[];
  readonly virtualServiceExportTo: readonly string[];
  readonly destinationRuleExportTo: readonly string[];
  readonly extensionProviders: readonly ExtensionProvider[];
  /** The mesh ConfigMap, where one was read. */
  readonly ref: Ref | undefined;
  readonly config: MeshConfig;
  /** `1.30.0`; `undefined`: not readable from istiod or proxy images, the newest is supposed. */
  readonly istioVersion: string | undefined;
}

/** How resources of one kind are keyed; build each once, as a module's constant. */
export interface IndexDefinition<K extends Kind> {
  readonly name: string;
  readonly kind: K;
  /** All keys under which the resource is found. Pure. */
  keys(resource: ResourceKinds[K]): readonly string[];
}

/** The snapshot, indexed. Immutable; every look-up costs what it finds, not what the cluster holds. */
export interface Mesh {
  /** The snapshot's now, RFC 3339. */
  readonly at: string;
  readonly settings: MeshSettings;
  readonly gaps: readonly Gap[];
  /** What the cluster is called, where more than one is asked about: its objects then carry the name. */
  readonly cluster?: string;
  /** The other clusters of the question, each with its own eyes; none where one is asked about. */
  readonly peers: readonly Mesh[];
  /** The mesh in which an object stands: this one, unless it names another cluster that was read. */
  home(of: { readonly cluster?: string }): Mesh;
  get<K extends Kind>(kind: K, namespace: string, name: string): ResourceKinds[K] | undefined;
  /** Resources of one namespace, oldest first (creation time, name); cluster-scoped kinds: namespace "". */
  list<K extends Kind>(kind: K, namespace: string): readonly ResourceKinds[K][];
  /** Every resource of a kind, oldest first. For kinds that are few, or where the rule is mesh-wide. */
  all<K extends Kind>(kind: K): readonly ResourceKinds[K][];
  /** Resources under a key of an index, oldest first. The index is built on first use. */
  find<K extends Kind>(index: IndexDefinition<K>, key: string): readonly ResourceKinds[K][];
  /** Why this kind, or one object of it, could not be (wholly) read in this namespace; `undefined`: it was. */
  gap(kind: Kind, namespace?: string, name?: string): Gap | undefined;
  /** The gap of one object that was there but could not be understood. */
  gapOf(ref: Ref): Gap | undefined;
  /** A mesh in which these resources stand instead; shares every index that is not touched. */
  with(resources: readonly ResourceChange[]): Mesh;
}

/** A resource put in place of (or, `undefined`, taken away from) the mesh. */
export interface ResourceChange<K extends Kind = Kind> {
  readonly kind: K;
  readonly namespace: string;
  readonly name: string;
  readonly resource: ResourceKinds[K] | undefined;
}
