import type { HeldCertificate } from "../../../model/proxy-state.ts";
import { momentIn } from "./moment-in.ts";
import { nameIn } from "./name-in.ts";
import { rawList } from "./raw-list.ts";

/**
 * The certificate of the mesh that a proxy shows, from `/certs`: of those with an identity, the one that lasts longest,
 * for one that is renewed may stand beside the old one. `undefined`: it has none.
 * Source: envoyproxy/envoy, api/envoy/admin/v3/certs.proto.
 */
export function heldCertificate(certificates: unknown): HeldCertificate | undefined {
  const [newest] = rawList(certificates, "certificates")
    .flatMap((one) => rawList(one, "cert_chain"))
    .flatMap((details): readonly HeldCertificate[] => {
      const notBefore = momentIn(details.valid_from);
      const notAfter = momentIn(details.expiration_time);
      const identity = rawList(details, "subject_alt_names")
        .flatMap(({ uri }) => nameIn(uri) ?? [])
        .find((uri) => uri.startsWith("spiffe://"));
      return notAfter === undefined || identity === undefined
        ? []
        : [{ ...(notBefore === undefined ? {} : { notBefore }), notAfter, identity }];
    })
    .sort((a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter));
  return newest;
}
