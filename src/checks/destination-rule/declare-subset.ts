import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { propose } from "../propose.ts";
import { podsBehind } from "../service/pods-behind.ts";
import { valueAt } from "../value-at.ts";

const kind = { apiVersion: "networking.istio.io/v1", kind: "DestinationRule" };

/** Declares a subset that has pods: by the convention that its name is their version. */
export function declareSubset(
  { host, subset, destinationRule }: CauseOf<"subset-undeclared">,
  mesh: Mesh,
): readonly Proposal[] {
  const [name = "", namespace = ""] = host.split(".");
  const service = { apiVersion: "v1", kind: "Service", namespace, name };
  const isOwn = host === `${name}.${namespace}.svc.${mesh.settings.domain}`;
  if (!isOwn || !podsBehind(mesh, service).some(({ metadata }) => metadata.labels.version === subset)) return [];
  const declaration = { name: subset, labels: { version: subset } };
  const written =
    destinationRule === undefined ? undefined : valueAt(mesh, { ref: destinationRule, path: "spec.host" });
  if (destinationRule === undefined)
    return mesh.get("DestinationRule", namespace, name) !== undefined
      ? []
      : [
          propose(`Declare subset "${subset}" in a new DestinationRule ${namespace}/${name}`, {
            kind: "create",
            ref: { ...kind, namespace, name },
            object: { ...kind, metadata: { name, namespace }, spec: { host, subsets: [declaration] } },
          }),
        ];
  // A rule for a wildcard is no place for the subsets of one service.
  if (typeof written !== "string" || written.startsWith("*")) return [];
  const subsets = valueAt(mesh, { ref: destinationRule, path: "spec.subsets" });
  const witness = { path: "spec.host", value: written };
  const change = Array.isArray(subsets)
    ? addMember({ ref: destinationRule, path: `spec.subsets[${subsets.length}]` }, declaration, witness)
    : addMember({ ref: destinationRule, path: "spec.subsets" }, [declaration], witness);
  return [propose(`Declare subset "${subset}" in ${refText(destinationRule)}`, change)];
}
