import type { CauseOf, ConnectionEnd, Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import { type Ref, refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { appendValue } from "../change/append-value.ts";
import { selectingLabels } from "../selecting-labels.ts";
import { valueAt } from "../value-at.ts";

/**
 * Rules that let just this caller connect to just this port. A policy that selects more pods than the one concerned is
 * left as it is: a policy of its own stands beside it.
 */
export function openConnection(cause: CauseOf<"network-policy">, mesh: Mesh): readonly Proposal[] {
  const { direction, policies, port, client, server } = cause;
  const [isolated, peer] = direction === "ingress" ? [server, client] : [client, server];
  const admitted = peer === undefined ? undefined : peerOf(mesh, peer);
  const [nearest] = policies;
  if (isolated === undefined || admitted === undefined || nearest === undefined) return [];
  const rule: Json = {
    [direction === "ingress" ? "from" : "to"]: [admitted],
    ports: [{ protocol: "TCP", port }],
  };
  const extended = withRule(mesh, nearest, direction, rule, peer);
  const own = ownPolicy(mesh, direction, rule, isolated, peer);
  return isBroad(mesh, nearest.ref) ? [...own, ...extended] : [...extended, ...own];
}

/** A pod's labels in its namespace; an address outside the cluster as it is. Pods on a node's network have neither. */
function peerOf(mesh: Mesh, { owner, namespace, labels, ip, hostNetwork }: ConnectionEnd): Json | undefined {
  if (hostNetwork === true) return undefined;
  if (namespace === undefined || owner === undefined)
    return ip === undefined ? undefined : { ipBlock: { cidr: `${ip}/${ip.includes(":") ? 128 : 32}` } };
  const matchLabels = selectingLabels(mesh, owner, labels);
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels },
  };
}

function isBroad(mesh: Mesh, { namespace, name }: Ref): boolean {
  const { matchLabels = {}, matchExpressions = [] } =
    mesh.get("NetworkPolicy", namespace, name)?.spec.podSelector ?? {};
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

function withRule(
  mesh: Mesh,
  { ref }: Spot,
  direction: "ingress" | "egress",
  rule: Json,
  peer: ConnectionEnd | undefined,
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
  isolated: ConnectionEnd,
  peer: ConnectionEnd | undefined,
): readonly Proposal[] {
  const { owner, namespace } = isolated;
  if (owner === undefined || namespace === undefined) return [];
  const matchLabels = selectingLabels(mesh, owner, isolated.labels);
  const name = `${owner.name}-${direction === "ingress" ? "from" : "to"}-${peer?.owner?.name ?? "outside"}`;
  if (Object.keys(matchLabels).length === 0 || mesh.get("NetworkPolicy", namespace, name) !== undefined) return [];
  const ref: Ref = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", namespace, name };
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
      summary: `Create a NetworkPolicy for ${owner.name} with ${ruleText(direction, peer)}`,
      changes: [{ kind: "create", ref, object }],
      after: [],
    },
  ];
}

function ruleText(direction: "ingress" | "egress", peer: ConnectionEnd | undefined): string {
  const name = peer?.owner?.name ?? peer?.ip ?? "the peer";
  return direction === "ingress"
    ? `a rule that admits ${name} on this port`
    : `a rule that lets it out to ${name} on this port`;
}
