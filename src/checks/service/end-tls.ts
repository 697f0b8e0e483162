import type { Spot } from "../../model/cause.ts";
import type { Change, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { removeValue } from "../change/remove-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { refOf } from "../ref-of.ts";
import { valueAt } from "../value-at.ts";

/** A DestinationRule begins TLS where it does not belong: the port behind is put right, or TLS is left to the application. */
export function endTls(spot: Spot, mesh: Mesh): readonly Proposal[] {
  const tls = valueAt(mesh, spot);
  const host = mesh.home(spot.ref).get("DestinationRule", spot.ref.namespace, spot.ref.name)?.spec.host;
  const behind = toTlsPort(mesh, host);
  const removal = `Let ${refText(spot.ref)} begin no TLS`;
  return [
    ...behind,
    ...(tls === undefined ? [] : [{ ...propose(removal, removeValue(spot, tls)), weakens: behind.length > 0 }]),
  ];
}

/** TLS that is begun for a plain port was meant for the TLS port. */
function toTlsPort(mesh: Mesh, host: string | undefined): readonly Proposal[] {
  const entry = mesh.all("ServiceEntry").find(({ spec }) => spec.hosts.some((name) => name === host));
  return (entry?.spec.ports ?? []).flatMap(({ number, targetPort }, i) => {
    if (entry === undefined || (targetPort ?? number) !== 80) return [];
    const spot = { ref: refOf(entry), path: `spec.ports[${i}].targetPort` };
    const change: Change =
      targetPort === undefined
        ? addMember(spot, 443, { path: `spec.ports[${i}].number`, value: number })
        : replaceValue(spot, targetPort, 443);
    return [propose(`Send port ${number} of ${refText(spot.ref)} to 443, where TLS is spoken`, change)];
  });
}
