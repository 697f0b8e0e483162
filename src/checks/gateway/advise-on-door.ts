import type { CauseOf } from "../../model/cause.ts";
import type { Advice } from "../../model/fix.ts";
import type { Flow } from "../../model/flow.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { valueAt } from "../value-at.ts";

/** What no patch can prove: another URL, a certificate that must be made. */
export function adviseOnDoor(
  cause: CauseOf<"gateway-refused" | "gateway-no-host" | "gateway-tls">,
  { host, port, scheme }: Flow,
  { mesh, pair }: { readonly mesh: Mesh; readonly pair: Pair },
): readonly Advice[] {
  if (cause.code !== "gateway-tls") return [];
  const { spot } = cause;
  if (spot.path.endsWith(".protocol")) return [{ summary: `Call https://${host}:${port}: this port begins with TLS` }];
  if (spot.path.includes(".tls.")) {
    const name = valueAt(mesh, spot);
    const { namespace } = pair.from;
    return typeof name === "string"
      ? [
          {
            summary: `Put the certificate of ${host} into Secret ${namespace}/${name}`,
            ...(/^[a-z0-9][-.a-z0-9]*$/.test(name)
              ? { command: `kubectl create secret tls ${name} -n ${namespace} --cert=FILE --key=FILE` }
              : {}),
          },
        ]
      : [];
  }
  const tls = valueAt(mesh, { ref: spot.ref, path: spot.path.replace(/hosts$/, "tls") });
  return tls === undefined && scheme === "https"
    ? [{ summary: `Call http://${host}:${port}: this port takes no TLS` }]
    : [];
}
