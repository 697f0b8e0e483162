import { isGood } from "../model/disposition.ts";
import { byDefault, type Evidence, saidBy } from "../model/evidence.ts";
import { fraction, multiply } from "../model/fraction.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { type Ref, refKey } from "../model/ref.ts";
import { type Branch, type End, type Hop, type HopKind, hop, stationOrder, type Trace } from "../model/trace.ts";
import { failure, unknownEnd } from "./end.ts";
import { groupBy } from "./fate.ts";
import { payloadOf } from "./request.ts";
import { runningPods } from "./running-pods.ts";
import { simulate } from "./simulate.ts";
import type { Payload } from "./walk.ts";
import { withEnds } from "./with-ends.ts";

/** What becomes of requests at a pod whose proxy holds something else than the mesh's objects say. */
export type HeldEffect =
  /** Its routes send to a cluster that it does not have. */
  | { readonly kind: "no-cluster"; readonly cluster: string; readonly owner: Ref }
  /**
   * It decides at this station by something that is not known. `cluster`: for this cluster only. `host`: only where the
   * model says that the caller has no such cluster of this host.
   */
  | {
      readonly kind: "unsure";
      readonly station: HopKind;
      readonly cluster?: string;
      readonly host?: string;
      readonly what: string;
    }
  /** It may hold endpoints of before: nobody knows whether what it sends there arrives. */
  | { readonly kind: "outdated"; readonly what: string }
  /** The certificate that it shows has expired. */
  | { readonly kind: "expired"; readonly notAfter: string; readonly owner: Ref };

/** Effects by pod, as `refKey` has it. */
export type HeldEffects = ReadonlyMap<string, readonly HeldEffect[]>;

/** Pods of equal effects. */
interface Affected {
  readonly side: "client" | "server";
  readonly pods: readonly Ref[];
  readonly effects: readonly HeldEffect[];
  readonly payload: Payload;
}

/**
 * A trace as it is where proxies hold something else: pods whose proxies differ are branches of their own, the caller's
 * as the callee's, and end where the difference decides.
 */
export function asHeld(mesh: Mesh, pair: Pair, trace: Trace, clients: HeldEffects, servers: HeldEffects): Trace {
  const payload = payloadOf(trace.flow.scheme);
  const start = fromClients(mesh, pair, trace, clients, payload);
  return { ...trace, start: servers.size === 0 ? start : atServers(start, servers, payload) };
}

function fromClients(mesh: Mesh, pair: Pair, trace: Trace, effects: HeldEffects, payload: Payload): Hop | End {
  const pods = runningPods(pair.clients);
  if (!pods.some(({ ref }) => effects.has(refKey(ref)))) return trace.start;
  const groups = groupBy(pods, ({ ref }) => JSON.stringify(effects.get(refKey(ref)) ?? []));
  const next = groups.map((group): Branch => {
    const refs = group.map(({ ref }) => ref);
    const own = effects.get(refKey(group[0].ref)) ?? [];
    const { start } = simulate(mesh, { ...pair, clients: group }, trace.flow);
    return {
      share: fraction(group.length, pods.length),
      label: groups.length === 1 ? "" : labelOf(refs, own),
      to: own.length === 0 ? start : replaced(start, { side: "client", pods: refs, effects: own, payload }),
    };
  });
  const [only] = next;
  if (only !== undefined && next.length === 1) return only.to;
  return hop({
    kind: "capture",
    at: pair.viaGateway ? "gateway" : "client",
    title: `${pair.from.name}: ${pods.length} pods, whose proxies do not hold the same`,
    because: [byDefault("each pod of the caller is taken to call equally often")],
    next,
  });
}

function atServers(at: Hop | End, effects: HeldEffects, payload: Payload): Hop | End {
  if (at.kind === "end") return at;
  return {
    ...at,
    next: at.next.flatMap((branch) => {
      const { pods = [] } = branch;
      if (!pods.some((ref) => effects.has(refKey(ref))))
        return [{ ...branch, to: atServers(branch.to, effects, payload) }];
      const groups = groupBy(pods, (ref) => JSON.stringify(effects.get(refKey(ref)) ?? []));
      return groups.map((group): Branch => {
        const own = effects.get(refKey(group[0])) ?? [];
        return {
          share: multiply(branch.share, fraction(group.length, pods.length)),
          label: groups.length === 1 ? branch.label : labelOf(group, own),
          to:
            own.length === 0 ? branch.to : replaced(branch.to, { side: "server", pods: group, effects: own, payload }),
          pods: group,
        };
      });
    }),
  };
}

function labelOf(pods: readonly Ref[], effects: readonly HeldEffect[]): string {
  const [first] = pods;
  if (pods.length === 1 && first !== undefined)
    return effects.length === 0 ? first.name : `${first.name}, whose proxy differs`;
  return effects.length === 0 ? `${pods.length} pods` : `${pods.length} pods, whose proxies differ`;
}

/** The tree with every place that an effect decides put out by its ending. */
function replaced(at: Hop | End, affected: Affected): Hop | End {
  for (const effect of affected.effects) {
    const end = endAt(at, effect, affected);
    if (end !== undefined) return end;
  }
  if (at.kind === "end") return at;
  const here = { ...at, next: at.next.map((branch) => ({ ...branch, to: replaced(branch.to, affected) })) };
  const outdated = affected.effects.find((effect) => effect.kind === "outdated");
  return outdated === undefined || !isDiscovered(at) ? here : undelivered(here, outdated, affected);
}

/** Whether these are endpoints of which istiod tells, one by one. */
function isDiscovered({ kind, next }: Hop): boolean {
  return kind === "endpoint" && next.some(({ pods = [] }) => pods.length > 0);
}

/** Every good end is one that is not known: what fails would fail all the same. */
function undelivered(at: Hop, { what }: HeldEffect & { kind: "outdated" }, { pods }: Affected): Hop | End {
  const said = pods.map((ref) => saidBy("istiod", ref, what));
  const unknown = unknownEnd("endpoint", at.at, { code: "held-otherwise", pods, what, isPossible: true }, said);
  return withEnds(at, (end) => (isGood(end.disposition) ? unknown : end));
}

function endAt(at: Hop | End, effect: HeldEffect, affected: Affected): End | undefined {
  switch (effect.kind) {
    case "no-cluster":
      return at.kind === "cluster" && at.cluster?.name === effect.cluster ? noCluster(at, effect, affected) : undefined;
    case "unsure":
      return isDecided(at, effect, affected) ? unsure(at, effect, affected) : undefined;
    case "outdated":
      return undefined;
    case "expired":
      return at.kind === "tls" && at.wire === "mtls" && isTaken(at) ? expired(at, effect, affected) : undefined;
  }
}

/** Whether this very place is decided by what differs. */
function isDecided(at: Hop | End, effect: HeldEffect & { kind: "unsure" }, { side }: Affected): boolean {
  const { station, cluster, host } = effect;
  const here = at.kind === "end" ? at.station : at.kind;
  if (here !== station || (at.at === "server") !== (side === "server")) return false;
  if (cluster === undefined && host === undefined) return true;
  return at.kind === "end" ? host !== undefined && missingHost(at) === host : at.cluster?.name === cluster;
}

/** The host of which the model says that the caller has no such cluster. */
export function missingHost({ cause }: End): string | undefined {
  const isMissing =
    cause?.code === "subset-undeclared" || cause?.code === "host-unknown" || cause?.code === "port-unknown";
  return isMissing ? cause.host : undefined;
}

/** Whether some of it gets past the handshake: only there the certificates are looked at. */
function isTaken({ next }: Hop): boolean {
  const beyond = stationOrder.indexOf("tls");
  return next.some(({ to }) =>
    to.kind === "end"
      ? stationOrder.indexOf(to.station) > beyond
      : stationOrder.indexOf(to.kind) > beyond || isTaken(to),
  );
}

function noCluster(at: Hop, { cluster, owner }: HeldEffect & { kind: "no-cluster" }, { pods, payload }: Affected): End {
  return failure({
    disposition: "no-cluster",
    station: "cluster",
    at: at.at,
    cause: { code: "cluster-not-held", cluster, pods, owner },
    because: [
      ...pods.map((ref) =>
        saidBy("proxy", ref, `its routes lead to cluster "${cluster}", and it holds no such cluster`),
      ),
      ...at.because,
    ],
    shown: { status: 503, flag: "NC", details: "cluster_not_found" },
    payload,
  });
}

function unsure(at: Hop | End, { station, what }: HeldEffect & { kind: "unsure" }, { pods }: Affected): End {
  const said: readonly Evidence[] = pods.map((ref) => saidBy("proxy", ref, what));
  return unknownEnd(station, at.at, { code: "held-otherwise", pods, what }, [...said, ...at.because]);
}

function expired(
  at: Hop,
  { notAfter, owner }: HeldEffect & { kind: "expired" },
  { side, pods, payload }: Affected,
): End {
  return failure({
    disposition: "tls-error",
    station: "tls",
    at: at.at,
    cause: { code: "certificate-expired", side, notAfter, pods, owner },
    because: [...pods.map((ref) => saidBy("proxy", ref, `its certificate expired at ${notAfter}`)), ...at.because],
    shown: {
      status: 503,
      flag: "URX,UF",
      // Whose certificate it is decides what the caller's proxy hears; both name the certificate.
      details:
        "upstream_reset_before_response_started{remote_connection_failure|TLS_error:_CERTIFICATE_VERIFY_FAILED:certificate_has_expired}",
    },
    payload,
  });
}
