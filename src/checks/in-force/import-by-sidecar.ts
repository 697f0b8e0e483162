import type { Inert } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { appendValue } from "../change/append-value.ts";
import { removeValue } from "../change/remove-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import type { Scene } from "./scene.ts";

/** Lets the caller's Sidecar import what it leaves out. */
export function importBySidecar(inert: Inert, scene: Scene): readonly Proposal[] {
  const { ref, path } = inert;
  const old = valueAt(scene.mesh, inert);
  const name = refText(ref);
  if (path.endsWith(".port.number") && typeof old === "number") return onEveryPort(inert, scene, old);
  if (typeof old === "string" && old.startsWith("~"))
    return [propose(`Remove ${old} from the egress hosts of ${name}`, removeValue(inert, old))];
  const wanted = egressHost(inert, scene);
  if (wanted === undefined) return [];
  if (typeof old === "string")
    return [
      propose(`Write ${wanted} instead of ${old} among the egress hosts of ${name}`, replaceValue(inert, old, wanted)),
    ];
  if (!Array.isArray(old)) return [];
  const change = path === "spec.egress" ? newListener(inert, old, wanted) : appendValue(inert, old, wanted);
  return [propose(`Add ${wanted} to the egress hosts of ${name}`, change)];
}

function onEveryPort({ ref, path }: Inert, { mesh }: Scene, number: number): readonly Proposal[] {
  const spot = { ref, path: path.slice(0, -".number".length) };
  const port = valueAt(mesh, spot);
  const summary = `Let the egress listener of ${refText(ref)} serve every port, not ${number} alone`;
  return port === undefined ? [] : [propose(summary, removeValue(spot, port))];
}

function newListener({ ref, path }: Inert, old: readonly Json[], wanted: string) {
  const listener = { hosts: [wanted] };
  return addMember({ ref, path: `${path}[${old.length}]` }, listener, { path: "metadata.name", value: ref.name });
}

/** `shop/payment.shop.svc.cluster.local`: the VirtualService that is left out, else the service. */
function egressHost({ evidence }: Inert, { mesh, pair, host }: Scene): string | undefined {
  const routing = evidence.find((one) => one.kind === "field" && one.ref.kind === "VirtualService");
  if (routing?.kind === "field" && typeof routing.value === "string") {
    const { namespace } = routing.ref;
    const { value } = routing;
    return `${namespace}/${value.includes(".") ? value : `${value}.${namespace}.svc.${mesh.settings.domain}`}`;
  }
  const asked = pair.services.find(({ hostname }) => hostname === host) ?? pair.services[0];
  if (asked !== undefined && (asked.hostname === host || host === pair.host))
    return `${asked.namespace}/${asked.hostname}`;
  const namespace = namespaceOf(mesh, host);
  return namespace === undefined ? undefined : `${namespace}/${host}`;
}

function namespaceOf(mesh: Mesh, host: string): string | undefined {
  const suffix = `.svc.${mesh.settings.domain}`;
  const [name = "", namespace = ""] = host.split(".");
  if (host.endsWith(suffix) && mesh.get("Service", namespace, name) !== undefined) return namespace;
  return mesh.all("ServiceEntry").find(({ spec }) => spec.hosts.includes(host))?.metadata.namespace;
}
