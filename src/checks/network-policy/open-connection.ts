import type { CauseOf, ConnectionEnd, Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { type Ref, refText } from "../../model/ref.ts";
import { calleeLabels } from "../callee-labels.ts";
import { addMember } from "../change/add-member.ts";
import { appendValue } from "../change/append-value.ts";
import { selectingLabels } from "../selecting-labels.ts";
import { valueAt } from "../value-at.ts";

/**
 * Rules that let just this caller connect to just this port. A policy that selects more pods than the one concerned is
 * left as it is: a policy of its own stands beside it.
 */
export function openConnection(cause: CauseOf<"network-policy">, mesh: Mesh, pair: Pair): readonly Proposal[] {
  const { direction, policies, port } = cause;
  const client = named(cause.client, (owner, labels) => selectingLabels(mesh, owner, labels), pair.from.name);
  const server = named(cause.server, (owner, labels) => calleeLabels(mesh, pair, owner, labels), pair.to.name);
  const [isolated, peer] = direction === "ingress" ? [server, client] : [client, server];
  const admitted = peer === undefined ? undefined : peerOf(peer);
  const [nearest] = policies;
  if (isolated === undefined || peer === undefined || admitted === undefined || nearest === undefined) return [];
  const rule: Json = {
    [direction === "ingress" ? "from" : "to"]: [admitted],
    ports: [{ protocol: "TCP", port }],
  };
  const extended = withRule(mesh, nearest, direction, rule, peer);
  const own = ownPolicy(mesh, direction, rule, isolated, peer);
  return isBroad(mesh, nearest.ref) ? [...own, ...extended] : [...extended, ...own];
}

/** An end under the name that people know, with the labels that select its pods. */
interface NamedEnd extends ConnectionEnd {
  readonly name: string;
}

type Labels = Readonly<Record<string, string>>;

function named(
  end: ConnectionEnd | undefined,
  select: (owner: Ref, labels: Labels) => Labels,
  name: string,
): NamedEnd | undefined {
  if (end === undefined) return undefined;
  const { owner, labels = {}, ip } = end;
  return owner === undefined ? { ...end, name: ip ?? name } : { ...end, labels: select(owner, labels), name };
}

/** A pod's labels in its namespace; an address outside the cluster as it is. Pods on a node's network have neither. */
function peerOf({ owner, namespace, labels = {}, ip, hostNetwork }: NamedEnd): Json | undefined {
  if (hostNetwork === true) return undefined;
  if (namespace === undefined || owner === undefined)
    return ip === undefined ? undefined : { ipBlock: { cidr: `${ip}/${ip.includes(":") ? 128 : 32}` } };
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: labels },
  };
}

function isBroad(mesh: Mesh, ref: Ref): boolean {
  const { matchLabels = {}, matchExpressions = [] } =
    mesh.home(ref).get("NetworkPolicy", ref.namespace, ref.name)?.spec.podSelector ?? {};
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

function withRule(
  mesh: Mesh,
  { ref }: Spot,
  direction: "ingress" | "egress",
  rule: Json,
  peer: NamedEnd,
): readonly Proposal[] {
  const spot = { ref, path: `spec.${direction}` };
  const old = valueAt(mesh, spot);
  const change = Array.isArray(old)
    ? appendValue(spot, old, rule)
    : addMember(spot, [rule], { path: "metadata.name", value: ref.name });
  return [{ summary: `Add ${ruleText(direction, peer)} to ${refText(ref)}`, changes: [change], after: [] }];
}

function ownPolicy(
  mesh: Mesh,
  direction: "ingress" | "egress",
  rule: Json,
  isolated: NamedEnd,
  peer: NamedEnd,
): readonly Proposal[] {
  const { owner, namespace, labels: matchLabels = {} } = isolated;
  if (owner === undefined || namespace === undefined) return [];
  const name = `${isolated.name}-${direction === "ingress" ? "from" : "to"}-${peer.owner === undefined ? "outside" : peer.name}`;
  const isTaken = mesh.home(owner).get("NetworkPolicy", namespace, name) !== undefined;
  if (Object.keys(matchLabels).length === 0 || isTaken) return [];
  const ref: Ref = { ...owner, apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", namespace, name };
  const object = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name, namespace },
    spec: {
      podSelector: { matchLabels },
      policyTypes: [direction === "ingress" ? "Ingress" : "Egress"],
      [direction]: [rule],
    },
  };
  return [
    {
      summary: `Create a NetworkPolicy for ${isolated.name} with ${ruleText(direction, peer)}`,
      changes: [{ kind: "create", ref, object }],
      after: [],
    },
  ];
}

function ruleText(direction: "ingress" | "egress", { name }: NamedEnd): string {
  return direction === "ingress"
    ? `a rule that admits ${name} on this port`
    : `a rule that lets it out to ${name} on this port`;
}
