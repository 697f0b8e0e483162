import type { Spot } from "../model/cause.ts";
import { absence, type Evidence, part } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { LabelSelector } from "../model/metadata.ts";
import { path } from "../model/path.ts";
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from "../model/resources/networking.ts";
import type { Gap } from "../model/snapshot.ts";
import { ipInBlocks } from "./ip-blocks.ts";
import { selectorMatches } from "./labels.ts";
import { refOf } from "./ref-of.ts";

type Labels = Readonly<Record<string, string>>;

/** One end of a connection. An address outside the cluster has neither namespace nor labels. */
interface NetworkEnd {
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly ip?: string | undefined;
}

/** A connection as one pod's policies see it. */
export interface NetworkAttempt {
  /** `ingress`: it arrives at the pod; `egress`: it leaves it. */
  readonly direction: "ingress" | "egress";
  readonly pod: Required<Pick<NetworkEnd, "namespace" | "labels">> & Pick<NetworkEnd, "ip">;
  readonly peer: NetworkEnd;
  /** The port on the receiving pod: its target port. */
  readonly port: number;
  readonly protocol?: string;
  /** The receiving pod's ports by name; `undefined`: not known. */
  readonly namedPorts?: Readonly<Record<string, number>> | undefined;
}

export interface NetworkPolicyVerdict {
  readonly allowed: boolean | "unknown";
  /** Allowed: the rules that admit it. Refused: the nearest rule of every policy that isolates the pod, nearest first. */
  readonly policies: readonly Spot[];
  readonly because: readonly Evidence[];
  /** What would have to be read to know. */
  readonly gap?: Gap;
}

/** Whether something matches; `maybe`: a fact is missing. */
type Match = "yes" | "no" | "maybe";

/** How one rule stands to the attempt. */
interface RuleMatch {
  readonly index: number;
  /** It lets names be looked up, and tells nothing about other connections. */
  readonly dns: boolean;
  readonly peer: Match;
  readonly port: Match;
}

interface Judged {
  readonly policy: NetworkPolicy;
  readonly rules: readonly RuleMatch[];
}

/**
 * Whether the NetworkPolicies of one pod let a connection through. A pod that some policy selects for a direction is
 * isolated in it; then the union of all rules counts. Unread policies can only add to what is read once the pod is
 * isolated, and only isolate it before.
 * Source: Kubernetes networking.k8s.io/v1 `NetworkPolicySpec`; defaulting pkg/apis/networking/v1/defaults.go.
 */
export function networkPolicyVerdict(mesh: Mesh, attempt: NetworkAttempt): NetworkPolicyVerdict {
  const judged = mesh
    .list("NetworkPolicy", attempt.pod.namespace)
    .filter((policy) => isolates(policy, attempt))
    .map((policy) => ({ policy, rules: judge(mesh, policy, attempt) }));
  const admitting = judged.flatMap((each) =>
    each.rules.filter(isAdmitting).map((rule) => ruleSpot(each, rule, attempt)),
  );
  if (admitting.length > 0)
    return {
      allowed: true,
      policies: admitting,
      because: admitting.map(({ ref, path }) => part(ref, path, "admits it")),
    };
  const gap = mesh.gap("NetworkPolicy", attempt.pod.namespace);
  const misses = judged.map((each) => missOf(each, attempt)).sort((a, b) => a.distance - b.distance);
  const policies = misses.map(({ spot }) => spot);
  const because =
    judged.length === 0 ? [notIsolated(attempt)] : misses.map(({ spot, why }) => part(spot.ref, spot.path, why));
  if (gap !== undefined) return { allowed: "unknown", policies, because, gap };
  if (judged.length === 0) return { allowed: true, policies, because };
  const open = misses.some(({ open }) => open);
  const unread = open ? missingFact(mesh, attempt) : undefined;
  return { allowed: open ? "unknown" : false, policies, because, ...(unread === undefined ? {} : { gap: unread }) };
}

function notIsolated({ pod, direction }: NetworkAttempt): Evidence {
  return absence(`no NetworkPolicy in ${pod.namespace} isolates the pod for ${direction}`);
}

function isolates({ spec }: NetworkPolicy, { direction, pod }: NetworkAttempt): boolean {
  return policyTypes(spec).includes(direction) && selectorMatches(spec.podSelector, pod.labels);
}

/** Ingress always, egress where there are egress rules, unless said otherwise. */
function policyTypes({ policyTypes: written = [], egress = [] }: NetworkPolicy["spec"]): readonly string[] {
  if (written.length > 0) return written.map((type) => type.toLowerCase());
  return egress.length > 0 ? ["ingress", "egress"] : ["ingress"];
}

function judge(mesh: Mesh, policy: NetworkPolicy, attempt: NetworkAttempt): RuleMatch[] {
  return rulesOf(policy, attempt).map(({ peers, ports }, index) => ({
    index,
    dns: ports.length > 0 && ports.every(isForDns),
    peer: anyOf(peers, (peer) => matchesPeer(mesh, policy, peer, attempt)),
    port: anyOf(ports, (port) => matchesPort(port, attempt)),
  }));
}

interface Rule {
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

function rulesOf({ spec }: NetworkPolicy, { direction }: NetworkAttempt): readonly Rule[] {
  if (direction === "ingress") return (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }));
  return (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

function isForDns({ port }: NetworkPolicyPort): boolean {
  return port === 53 || port === "dns" || port === "dns-tcp";
}

/** An empty list restricts nothing. */
function anyOf<T>(items: readonly T[], match: (item: T) => Match): Match {
  if (items.length === 0) return "yes";
  const matches = items.map(match);
  return matches.includes("yes") ? "yes" : matches.includes("maybe") ? "maybe" : "no";
}

/** The selectors of one item are joined by AND; `ipBlock` stands alone. */
function matchesPeer(mesh: Mesh, policy: NetworkPolicy, peer: NetworkPolicyPeer, attempt: NetworkAttempt): Match {
  if (peer.ipBlock !== undefined) return inBlock(peer.ipBlock, attempt.peer.ip);
  const { namespace, labels } = attempt.peer;
  if (namespace === undefined) return "no";
  if (peer.podSelector !== undefined && !selectorMatches(peer.podSelector, labels ?? {})) return "no";
  if (peer.namespaceSelector !== undefined) return inNamespace(mesh, peer.namespaceSelector, namespace);
  return peer.podSelector !== undefined && namespace === policy.metadata.namespace ? "yes" : "no";
}

function inBlock({ cidr, except = [] }: NonNullable<NetworkPolicyPeer["ipBlock"]>, ip: string | undefined): Match {
  if (ip === undefined) return "maybe";
  return ipInBlocks(ip, [cidr]) && !ipInBlocks(ip, except) ? "yes" : "no";
}

/** The label with the namespace's name is set by the API server, also where a manifest does not show it. */
function inNamespace(mesh: Mesh, selector: LabelSelector, name: string): Match {
  const namespace = mesh.get("Namespace", "", name);
  const labels = { "kubernetes.io/metadata.name": name, ...namespace?.metadata.labels };
  const unread = namespace === undefined && mesh.gap("Namespace") !== undefined;
  if (unread && !onlyNames(selector)) return "maybe";
  return selectorMatches(selector, labels) ? "yes" : "no";
}

function onlyNames({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)].every(
    (key) => key === "kubernetes.io/metadata.name",
  );
}

function matchesPort({ protocol = "TCP", port, endPort }: NetworkPolicyPort, attempt: NetworkAttempt): Match {
  if (protocol !== (attempt.protocol ?? "TCP")) return "no";
  if (port === undefined) return "yes";
  if (typeof port === "string") {
    if (attempt.namedPorts === undefined) return "maybe";
    return attempt.namedPorts[port] === attempt.port ? "yes" : "no";
  }
  return attempt.port >= port && attempt.port <= (endPort ?? port) ? "yes" : "no";
}

function isAdmitting({ peer, port }: RuleMatch): boolean {
  return peer === "yes" && port === "yes";
}

function ruleSpot({ policy }: Judged, { index }: RuleMatch, { direction }: NetworkAttempt): Spot {
  return { ref: refOf(policy), path: path("spec", direction, index) };
}

interface Miss {
  readonly spot: Spot;
  readonly why: string;
  readonly distance: number;
  readonly open: boolean;
}

/** The rule that comes closest: only its ports are wrong, only its peers are, both are; a policy without rules is last. */
function missOf(judged: Judged, attempt: NetworkAttempt): Miss {
  const { direction, port } = attempt;
  const peers = direction === "ingress" ? "from" : "to";
  const nearest = [...judged.rules].sort((a, b) => distanceOf(a) - distanceOf(b))[0];
  const whole = { ref: refOf(judged.policy), path: path("spec", direction) };
  if (nearest === undefined)
    return { spot: whole, why: `no ${direction} rule, so all is refused`, distance: 9, open: false };
  const open = judged.rules.some((rule) => rule.peer !== "no" && rule.port !== "no");
  const rule = ruleSpot(judged, nearest, attempt);
  const distance = distanceOf(nearest);
  if (nearest.port !== "yes" && nearest.peer === "yes")
    return { spot: { ...rule, path: `${rule.path}.ports` }, why: `does not list port ${port}`, distance, open };
  if (nearest.peer !== "yes" && nearest.port === "yes")
    return {
      spot: { ...rule, path: `${rule.path}.${peers}` },
      why: `does not cover ${endText(attempt)}`,
      distance,
      open,
    };
  return { spot: whole, why: `no rule covers ${endText(attempt)} on port ${port}`, distance, open };
}

function distanceOf({ peer, port, dns }: RuleMatch): number {
  const weight: Readonly<Record<Match, number>> = { yes: 0, maybe: 1, no: 2 };
  return weight[peer] * 1.5 + weight[port] + (dns && port !== "yes" ? 3 : 0);
}

function endText({ peer: { namespace, labels, ip } }: NetworkAttempt): string {
  if (namespace === undefined) return ip ?? "the peer";
  const written = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return written.length === 0 ? `pods of ${namespace}` : `pods of ${namespace} with ${written.join(",")}`;
}

function missingFact(mesh: Mesh, { peer }: NetworkAttempt): Gap | undefined {
  return peer.namespace === undefined ? undefined : mesh.gap("Namespace");
}
