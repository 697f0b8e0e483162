import type { CauseOf, Spot } from "../../model/cause.ts";
import type { CheckFinding, Inputs } from "../../model/check.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { templatePath } from "../template-path.ts";
import { withShare } from "../with-share.ts";
import { declareTls } from "./declare-tls.ts";
import { protocolSpot } from "./protocol-spot.ts";
import { speakMeshTls } from "./speak-mesh-tls.ts";
import { speakPlain } from "./speak-plain.ts";
import { withoutTls } from "./without-tls.ts";

/** TLS that is not the mesh's own reaches a sidecar that takes no other: a DestinationRule's, or the application's. */
export function foreignTls({
  traces,
  mesh,
  pair,
}: Pick<Inputs, "traces" | "mesh"> & { readonly pair: Pair }): CheckFinding[] {
  return findingsOf(traces, ["no-tls-chain"], (found) => {
    const { cause } = found;
    const { client, declared } = cause;
    const resource = client ?? applicationSpot(mesh, declared, pair);
    return {
      summary: withShare(found, "fails in TLS", "fail in TLS", whatOf(cause, pair)),
      layer: "traffic-policy",
      resource,
      related: [cause.server, client === undefined ? undefined : declared].filter((spot) => spot !== undefined),
      evidence: evidenceOf(mesh, resource, cause.why, found.end.because),
      proposals:
        client !== undefined
          ? [...speakMeshTls(mesh, client), ...withoutTls(mesh, client)]
          : declared === undefined
            ? []
            : declareTls(mesh, declared),
      ...(client === undefined ? { advice: [speakPlain(pair)] } : {}),
      sameAs: [],
    };
  });
}

function applicationSpot(mesh: Mesh, declared: Spot | undefined, pair: Pair): Spot {
  if (declared !== undefined) return protocolSpot(mesh, declared);
  const caller = pair.clients[0]?.owner ?? pair.from;
  return { ref: caller, path: templatePath(caller) };
}

function whatOf({ client, mode }: CauseOf<"no-tls-chain">, pair: Pair): string {
  if (client !== undefined) {
    const kind = mode === "SIMPLE" ? "one-way TLS" : "TLS with certificates of its own";
    return `${refText(client.ref)} has ${pair.from.name}'s proxy speak ${kind} (${mode}) to ${pair.to.name}, whose sidecar takes the mesh's mTLS only`;
  }
  return `${pair.from.name} itself speaks TLS to a port of ${pair.to.name} that is declared HTTP`;
}
