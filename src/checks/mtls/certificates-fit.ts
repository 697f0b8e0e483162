import type { CauseOf } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import type { Advice, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { appendValue } from "../change/append-value.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { toldElsewhere } from "../plaintext/told-elsewhere.ts";
import { valueAt } from "../value-at.ts";
import { withShare } from "../with-share.ts";
import { speakMeshTls } from "./speak-mesh-tls.ts";

/** Whether the certificates that TLS settings name are there, and are the ones that the far side shows. */
export const certificatesFit = defineCheck({
  id: "mtls/certificates-fit",
  step: "mtls",
  title: "the certificates that TLS settings ask for are the ones that are there",
  docs: `
    A DestinationRule may name the identities that the server must show, and a Secret with certificates of its own. If
    the server's service account is none of those named, the caller's proxy breaks the handshake off; if the Secret is
    not in the namespace of the caller's proxy, there is nothing to begin with.
    Name the server's own identity, or leave the list to Istio.
  `,
  sameAs: [],
  classes: ["T05", "T12"],
  needs: ["traces", "mesh"],
  stations: ["tls"],

  undecided({ traces }) {
    return toldElsewhere(traces, "tls") ? { status: "skipped", reason: "no handshake is tried" } : undefined;
  },

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["certificate"], (found) => {
      const { cause } = found;
      const { spot } = cause;
      return {
        summary: withShare(found, "fails in TLS", "fail in TLS", whatOf(cause, pair.to.name)),
        layer: "security",
        resource: spot,
        evidence: evidenceOf(mesh, spot, cause.why, found.end.because),
        proposals: cause.names === undefined ? [] : acceptShown(mesh, cause, cause.names.shown),
        advice: adviceOf(cause),
        sameAs: [],
      };
    });
  },
});

function whatOf({ spot, why, names, secret }: CauseOf<"certificate">, server: string): string {
  if (names !== undefined)
    return `${refText(spot.ref)} insists on ${names.wanted.join(" or ")}, but ${server} shows ${names.shown}`;
  if (secret !== undefined)
    return `${refText(spot.ref)} takes its certificates from Secret ${secret.namespace}/${secret.name}, which is not there`;
  return `${refText(spot.ref)}: ${why}`;
}

function acceptShown(mesh: Mesh, { spot }: CauseOf<"certificate">, shown: string): readonly Proposal[] {
  const old = valueAt(mesh, spot);
  if (!Array.isArray(old)) return [];
  return [
    {
      summary: `Add ${shown} to ${spot.path} of ${refText(spot.ref)}`,
      changes: [appendValue(spot, old, shown)],
      after: [],
    },
    ...speakMeshTls(mesh, spot),
  ];
}

function adviceOf({ secret }: CauseOf<"certificate">): readonly Advice[] {
  if (secret === undefined) return [];
  return [
    {
      summary: `Create Secret ${secret.namespace}/${secret.name} with the certificates, or name one that is in namespace ${secret.namespace}`,
      why: "a proxy reads Secrets of its own namespace only",
    },
  ];
}
