import { ipInBlocks } from "../mesh/ip-blocks.ts";
import { compare } from "../model/compare.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { NetworkPolicyPeer } from "../model/resources/networking.ts";
import type { AuthorizationRule } from "../model/resources/security.ts";
import type { Branch } from "../model/trace.ts";

const addressKeys: ReadonlySet<string> = new Set(["source.ip", "remote.ip", "destination.ip"]);

const known = new WeakMap<Mesh, Map<string, readonly string[]>>();

/** The address blocks of which policies of these namespaces (and of the root's) speak: by them alone pods can differ. */
export function addressBlocks(mesh: Mesh, namespaces: readonly string[]): readonly string[] {
  const places = new Set([...namespaces, mesh.settings.rootNamespace]);
  return [...new Set([...places].flatMap((namespace) => blocksIn(mesh, namespace)))].sort(compare);
}

/** The same, for the namespaces in which requests came to pods, of whatever cluster. */
export function blocksMet(mesh: Mesh, branches: readonly Branch[]): readonly string[] {
  const met = new Map(podsMet(branches).map((ref) => [`${ref.cluster ?? ""}/${ref.namespace}`, ref]));
  return [...met.values()].flatMap((ref) => addressBlocks(mesh.home(ref), [ref.namespace]));
}

function podsMet(branches: readonly Branch[]): readonly Ref[] {
  return branches.flatMap(({ pods = [], to }) => [...pods, ...(to.kind === "end" ? [] : podsMet(to.next))]);
}

function blocksIn(mesh: Mesh, namespace: string): readonly string[] {
  const before = known.get(mesh) ?? new Map<string, readonly string[]>();
  known.set(mesh, before);
  const blocks = before.get(namespace) ?? [
    ...mesh.list("AuthorizationPolicy", namespace).flatMap(({ spec }) => (spec.rules ?? []).flatMap(blocksOfRule)),
    ...mesh
      .list("NetworkPolicy", namespace)
      .flatMap(({ spec: { ingress = [], egress = [] } }) => [
        ...ingress.flatMap(({ from }) => blocksOfPeers(from)),
        ...egress.flatMap(({ to }) => blocksOfPeers(to)),
      ]),
  ];
  before.set(namespace, blocks);
  return blocks;
}

/** In which of the blocks an address lies. */
export function whereabouts(blocks: readonly string[], ip: string | undefined): readonly boolean[] {
  return blocks.map((block) => ip !== undefined && ipInBlocks(ip, [block]));
}

function blocksOfRule({ from = [], when = [] }: AuthorizationRule): readonly string[] {
  const sources = from.flatMap(({ source }) => [
    source?.ipBlocks,
    source?.notIpBlocks,
    source?.remoteIpBlocks,
    source?.notRemoteIpBlocks,
  ]);
  const conditions = when
    .filter(({ key }) => addressKeys.has(key))
    .flatMap(({ values, notValues }) => [values, notValues]);
  return [...sources, ...conditions].flatMap((list) => list ?? []);
}

function blocksOfPeers(peers: readonly NetworkPolicyPeer[] | undefined): readonly string[] {
  return (peers ?? []).flatMap(({ ipBlock }) =>
    ipBlock === undefined ? [] : [ipBlock.cidr, ...(ipBlock.except ?? [])],
  );
}
