import type { CauseOf, Spot } from "../../model/cause.ts";
import type { Change, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

type Unknown = Pick<CauseOf<"port-unknown">, "service" | "port" | "exposed" | "implicit">;

/** The service's ports in place of one that it does not have, the one with that number for a target first. */
export function namePort(spot: Spot, { service, port, exposed, implicit }: Unknown, mesh: Mesh): readonly Proposal[] {
  const ports = mesh.home(service).get("Service", service.namespace, service.name)?.spec.ports ?? [];
  const aimed = ports.filter(({ targetPort }) => targetPort === port).map((one) => one.port);
  const host = valueAt(mesh, { ref: spot.ref, path: `${spot.path}.host` });
  return [...new Set([...aimed, ...exposed])].slice(0, 3).flatMap((number) => {
    const change: Change | undefined = !implicit
      ? replaceValue(spot, port, number)
      : host === undefined
        ? undefined
        : addMember(
            { ref: spot.ref, path: `${spot.path}.port` },
            { number },
            { path: `${spot.path}.host`, value: host },
          );
    return change === undefined ? [] : [propose(`Send to port ${number} in ${refText(spot.ref)}`, change)];
  });
}
