import type { ClientTlsDecision } from "../mesh/client-tls.ts";
import type { CauseFacts } from "../model/cause.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { End } from "../model/trace.ts";
import { side } from "./cluster.ts";
import { failure } from "./end.ts";
import type { Walk } from "./walk.ts";

/** The end of a request whose proxy never got the certificate that it is to present; undefined where it has it. */
export function credentialFailure(walk: Walk, { credentialMissing, because }: ClientTlsDecision): End | undefined {
  if (credentialMissing === undefined) return undefined;
  const { spot, name, namespace } = credentialMissing;
  const why = `the Secret ${namespace}/${name} that it names is not there`;
  return certificateFailure(
    walk,
    { spot, why, secret: { namespace, name } },
    "TLS_error:_Secret_is_not_supplied_by_SDS",
    [...because, field(spot.ref, spot.path, name, why)],
  );
}

/** The end of a request at a handshake that fails for a certificate. @param text what the transport says */
export function certificateFailure(
  walk: Walk,
  facts: CauseFacts["certificate"],
  text: string,
  because: readonly Evidence[],
): End {
  return failure({
    disposition: "tls-error",
    station: "tls",
    at: side(walk),
    cause: { code: "certificate", ...facts },
    because,
    shown: {
      status: 503,
      flag: "URX,UF",
      details: `upstream_reset_before_response_started{remote_connection_failure|${text}}`,
    },
    payload: walk.payload,
  });
}
