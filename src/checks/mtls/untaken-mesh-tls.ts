import type { CauseOf, Spot } from "../../model/cause.ts";
import type { CheckFinding, Inputs } from "../../model/check.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { refText } from "../../model/ref.ts";
import { endingsOf } from "../../model/trace.ts";
import { replaceValue } from "../change/replace-value.ts";
import { evidenceOf } from "../evidence-of.ts";
import { type Found, findingsOf } from "../findings-of.ts";
import { selectsNothing } from "../in-force/selects-nothing.ts";
import { injectAll } from "../injection/inject-all.ts";
import { injectionWhy } from "../injection/injection-why.ts";
import { valueAt } from "../value-at.ts";
import { withShare } from "../with-share.ts";
import { bypassesServer } from "./bypasses-server.ts";
import { peerAuthenticationInForce } from "./peer-authentication-in-force.ts";
import { promisesSidecar } from "./promises-sidecar.ts";
import { takeBoth } from "./take-both.ts";
import { withoutTls } from "./without-tls.ts";

type Untaken = Found<"tls-to-plaintext">;

/** The caller's proxy speaks mTLS to a server that does not take it: none in front, or one that is told not to. */
export function untakenMeshTls({
  traces,
  mesh,
  pair,
}: Pick<Inputs, "traces" | "mesh"> & { readonly pair: Pair }): CheckFinding[] {
  return findingsOf(traces, ["tls-to-plaintext"], (found) => {
    const { cause } = found;
    if (promisesSidecar(cause) || bypassesServer(cause)) return undefined;
    const resource = chargedSpot(cause, pair);
    const others = [cause.server, cause.client, cause.injection?.spot].filter((spot) => spot !== undefined);
    return {
      summary: withShare(found, "fails in TLS", "fail in TLS", whatOf(cause, pair)),
      layer: cause.client === undefined ? "security" : "traffic-policy",
      resource,
      related: others.filter(({ ref, path }) => refText(ref) !== refText(resource.ref) || path !== resource.path),
      evidence: evidenceOf(mesh, resource, undefined, [...(cause.injection?.evidence ?? []), ...found.end.because]),
      proposals: proposalsFor(found, mesh),
      charges: idle(found, mesh),
      sameAs: cause.server?.ref.kind === "PeerAuthentication" ? ["KIA0505", "KIA0506"] : [],
    };
  });
}

/** Who demands mTLS of one who has it not; where nobody wrote that down, who refuses it. */
function chargedSpot({ client, server, endpoint }: CauseOf<"tls-to-plaintext">, pair: Pair): Spot {
  const path = endpoint?.kind === "ServiceEntry" ? "spec.location" : "spec";
  return client ?? server ?? { ref: endpoint ?? pair.to, path };
}

function whatOf(cause: CauseOf<"tls-to-plaintext">, pair: Pair): string {
  const { client, clientWhy, mode, server, serverWhy, injection, endpoint } = cause;
  if (client === undefined && server === undefined && endpoint?.kind === "ServiceEntry")
    return `${refText(endpoint)} counts its endpoints to the mesh, so ${pair.from.name}'s proxy speaks mTLS, but ${serverWhy}`;
  const demand =
    client === undefined
      ? `${pair.from.name}'s proxy speaks mTLS (${clientWhy})`
      : `${refText(client.ref)} demands ${mode}`;
  if (server?.ref.kind === "PeerAuthentication")
    return `${demand}, but ${refText(server.ref)} switches mTLS off at ${pair.to.name}`;
  return `${demand}, but ${injection === undefined ? serverWhy : `${injection.owner.name} has no sidecar (${injectionWhy(injection)})`}`;
}

function proposalsFor({ cause, trace }: Untaken, mesh: Mesh): readonly Proposal[] {
  const { client, server } = cause;
  const bareServers = endingsOf(trace, "tls-to-plaintext").flatMap(({ cause: { injection, client: own } }) =>
    injection !== undefined && own?.path === client?.path ? [injection] : [],
  );
  const bare = client === undefined ? outside(cause, mesh) : withoutTls(mesh, client);
  return [
    ...(cause.injection === undefined ? [] : injectAll(bareServers, mesh)),
    ...(server?.ref.kind === "PeerAuthentication" ? takeBoth(mesh, server) : []),
    ...bare.map((proposal) => ({ ...proposal, weakens: true })),
  ];
}

/** A machine without a proxy that a ServiceEntry counts to the mesh: it is outside. */
function outside({ endpoint, server }: CauseOf<"tls-to-plaintext">, mesh: Mesh): readonly Proposal[] {
  if (endpoint?.kind !== "ServiceEntry" || server !== undefined) return [];
  const spot = { ref: endpoint, path: "spec.location" };
  const old = valueAt(mesh, spot);
  if (old === undefined) return [];
  return [
    {
      summary: `Declare ${refText(endpoint)} MESH_EXTERNAL: its endpoints have no proxy`,
      changes: [replaceValue(spot, old, "MESH_EXTERNAL")],
      after: [],
    },
  ];
}

/** PeerAuthentications that would have the server take mTLS, and are not in force. */
function idle(found: Untaken, mesh: Mesh) {
  const { server, inert = [], port, injection } = found.cause;
  const owner = injection?.owner ?? found.cause.endpoint;
  if (owner === undefined || port === undefined) return [];
  return inert
    .filter((one) => one.reason !== "selector" || selectsNothing(mesh, one))
    .map((one) => ({
      summary: withShare(
        found,
        "fails in TLS",
        "fail in TLS",
        `${refText(one.ref)} would have the server take mTLS, but is not in force: ${one.why}`,
      ),
      resource: { ref: one.ref, path: one.path },
      related: server === undefined ? [] : [server],
      evidence: evidenceOf(mesh, one, one.why, [...one.evidence, ...found.end.because]),
      proposals: peerAuthenticationInForce(one, { mesh, server: owner, port, winner: server }),
    }));
}
