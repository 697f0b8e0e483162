import type { Inert } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { refText } from "../../model/ref.ts";
import type { DestinationRule } from "../../model/resources/destination-rule.ts";
import { removeValue } from "../change/remove-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import { clientNamespace, type Scene } from "./scene.ts";

/** What would make the subsets of a DestinationRule known to the caller. */
export function destinationRuleInForce(inert: Inert, scene: Scene): readonly Proposal[] {
  const { mesh, host } = scene;
  const { ref } = inert;
  const rule = mesh.home(ref).get("DestinationRule", ref.namespace, ref.name);
  if (rule === undefined) return [];
  switch (inert.reason) {
    case "host":
      return [
        propose(
          `Write the host of ${refText(ref)} as ${host}`,
          replaceValue({ ref, path: "spec.host" }, rule.spec.host, host),
        ),
      ];
    case "selector": {
      const spot = { ref, path: "spec.workloadSelector" };
      const old = valueAt(mesh, spot);
      const summary = `Let ${refText(ref)} hold for every client of its namespace`;
      return old === undefined ? [] : [propose(summary, removeValue(spot, old))];
    }
    case "namespace":
      return [declaredIn(serviceNamespace(scene), rule, scene)];
    case "overridden":
      return [declaredIn(clientNamespace(scene), rule, scene)];
    default:
      return [];
  }
}

function serviceNamespace(scene: Scene): string {
  const service = scene.pair.services.find(({ hostname }) => hostname === scene.host);
  if (service !== undefined) return service.namespace;
  return scene.host.endsWith(`.svc.${scene.mesh.settings.domain}`)
    ? (scene.host.split(".")[1] ?? clientNamespace(scene))
    : clientNamespace(scene);
}

/** The same subsets where callers look for them. Settings of the traffic policy are not all read, so none is copied. */
function declaredIn(namespace: string, rule: DestinationRule, { mesh, host }: Scene): Proposal {
  const taken = mesh.get("DestinationRule", namespace, rule.metadata.name) !== undefined;
  const name = taken ? `${rule.metadata.name}-subsets` : rule.metadata.name;
  const { apiVersion, kind } = rule;
  const subsets = (rule.spec.subsets ?? []).map(({ name: subset, labels = {} }): Json => ({ name: subset, labels }));
  return propose(
    `Declare the subsets of DestinationRule ${rule.metadata.namespace}/${rule.metadata.name} in namespace ${namespace}, where they are looked for`,
    {
      kind: "create",
      ref: { apiVersion, kind, namespace, name },
      object: { apiVersion, kind, metadata: { name, namespace }, spec: { host, subsets } },
    },
  );
}
