import type { Mesh } from "../../model/mesh.ts";
import { mapNonEmpty, type NonEmpty } from "../../model/non-empty.ts";
import type { Pair } from "../../model/pair.ts";
import type { Difference, ProxyFact, ProxyFacts } from "../../model/proxy-facts.ts";
import { refKey, refText } from "../../model/ref.ts";
import type { Trace } from "../../model/trace.ts";
import { asHeld, type HeldEffect, type HeldEffects } from "../../simulate/as-held.ts";

/** The traces as they are where what proxies hold decides; the very same ones where nothing does. */
export function heldTraces(mesh: Mesh, pair: Pair, traces: NonEmpty<Trace>, facts: ProxyFacts): NonEmpty<Trace> {
  const clients = effectsOf(mesh, facts, "client");
  const servers = effectsOf(mesh, facts, "server");
  if (clients.size === 0 && servers.size === 0) return traces;
  return mapNonEmpty(traces, (trace) => asHeld(mesh, pair, trace, clients, servers));
}

function effectsOf(mesh: Mesh, { proxies }: ProxyFacts, end: ProxyFact["end"]): HeldEffects {
  return new Map(
    proxies
      .filter((fact) => fact.end === end)
      .map((fact) => [refKey(fact.workload.ref), ofProxy(mesh, fact)] as const)
      .filter(([, effects]) => effects.length > 0),
  );
}

function ofProxy(mesh: Mesh, fact: ProxyFact): readonly HeldEffect[] {
  const { differences, workload, held, outdated } = fact;
  const { owner } = workload;
  const notAfter = held?.certificate?.notAfter;
  const isNeeded = fact.showsCertificate && !fact.outlivesCertificate;
  const isExpired = isNeeded && notAfter !== undefined && Date.parse(notAfter) < Date.parse(mesh.at);
  return [
    ...differences.filter(({ decides }) => decides).map((difference) => effectOf(difference, workload.owner)),
    ...(outdated === undefined ? [] : [{ kind: "outdated" as const, what: outdated }]),
    ...(isExpired ? [{ kind: "expired" as const, notAfter, owner }] : []),
  ];
}

function effectOf(difference: Difference, owner: ProxyFact["workload"]["owner"]): HeldEffect {
  switch (difference.kind) {
    case "cluster": {
      const { cluster, routed } = difference;
      if (routed) return { kind: "no-cluster", cluster, owner };
      return {
        kind: "unsure",
        station: "cluster",
        cluster,
        what: `it holds no cluster "${cluster}", and none of its routes that were read leads there`,
      };
    }
    case "extra-cluster":
      return {
        kind: "unsure",
        station: "cluster",
        host: difference.host,
        what: `it holds the cluster "${difference.cluster}", which it should not have`,
      };
    case "destination-rule":
      return {
        kind: "unsure",
        station: "cluster",
        cluster: difference.cluster,
        host: difference.host,
        what: `its cluster was made by ${difference.held === undefined ? "no DestinationRule" : refText(difference.held)}`,
      };
    case "virtual-service":
      return {
        kind: "unsure",
        station: "route",
        what:
          difference.held.length === 0
            ? `no VirtualService makes its routes to ${difference.host}`
            : `its routes to ${difference.host} are made by ${difference.held.map(refText).join(", ")}`,
      };
    case "routes":
      return { kind: "unsure", station: "route", what: `its routes to ${difference.host} ${leadText(difference)}` };
    case "authorization-policy":
      return { kind: "unsure", station: "authorization", what: policyText(difference) };
    case "plaintext":
      return {
        kind: "unsure",
        station: "tls",
        what: `it ${difference.accepted ? "takes" : "does not take"} plaintext on port ${difference.port}`,
      };
  }
}

function leadText({ missing, extra }: Difference & { kind: "routes" }): string {
  return [
    ...(missing.length === 0 ? [] : [`do not lead to ${missing.join(", ")}`]),
    ...(extra.length === 0 ? [] : [`lead to ${extra.join(", ")}`]),
  ].join(", and ");
}

function policyText({ missing, extra }: Difference & { kind: "authorization-policy" }): string {
  return [
    ...(missing.length === 0 ? [] : [`it does not enforce ${missing.map(refText).join(", ")}`]),
    ...(extra.length === 0 ? [] : [`it enforces ${extra.map(refText).join(", ")}`]),
  ].join("; ");
}
