import type { Inert } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import { destinationRuleInForce } from "./destination-rule-in-force.ts";
import { exportToCaller } from "./export-to-caller.ts";
import { gatewayInForce } from "./gateway-in-force.ts";
import { importBySidecar } from "./import-by-sidecar.ts";
import type { Scene } from "./scene.ts";
import { seeNamespace } from "./see-namespace.ts";
import { virtualServiceInForce } from "./virtual-service-in-force.ts";

/** What would put an inert object in force for this caller, the smallest change first. */
export function putInForce(inert: Inert, scene: Scene): readonly Proposal[] {
  if (inert.reason === "hidden-namespace") return seeNamespace(inert, scene);
  if (inert.reason === "export" || inert.path === "spec.exportTo") return exportToCaller(inert, scene);
  switch (inert.ref.kind) {
    case "Sidecar":
      return importBySidecar(inert, scene);
    case "VirtualService":
      return virtualServiceInForce(inert, scene);
    case "DestinationRule":
      return destinationRuleInForce(inert, scene);
    case "Gateway":
      return gatewayInForce(inert, scene);
    default:
      return [];
  }
}
