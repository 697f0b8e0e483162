import type { Inert } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import { pathParts } from "../../model/path.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { appendValue } from "../change/append-value.ts";
import { removeValue } from "../change/remove-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import type { Scene } from "./scene.ts";

/** What would make a Gateway, or a server of it, open the door that was knocked at. */
export function gatewayInForce(inert: Inert, scene: Scene): readonly Proposal[] {
  switch (inert.reason) {
    case "selector":
      return selecting(inert, scene);
    case "port":
      return [...exposed(inert, scene), ...onPort(inert, scene)];
    case "host":
    case "namespace":
      return forHost(inert, scene);
    default:
      return [];
  }
}

function selecting(inert: Inert, { mesh, pair }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, inert);
  const key = String(pathParts(inert.path).at(-1));
  const wanted = pair.clients[0]?.labels[key];
  if (typeof old !== "string") return [];
  const name = refText(inert.ref);
  return wanted === undefined
    ? [propose(`Remove ${key} from the selector of ${name}`, removeValue(inert, old))]
    : [propose(`Let ${name} select the gateway's pods: ${key}=${wanted}`, replaceValue(inert, old, wanted))];
}

/** The port of the server opened on the gateway's Service. */
function exposed(inert: Inert, { mesh, pair, flow }: Scene): readonly Proposal[] {
  const number = valueAt(mesh, inert);
  const labels = pair.clients[0]?.labels ?? {};
  if (number !== flow.port) return [];
  return mesh.list("Service", pair.from.namespace).flatMap(({ apiVersion, kind, metadata, spec }) => {
    const selector = Object.entries(spec.selector ?? {});
    if (selector.length === 0 || selector.some(([key, value]) => labels[key] !== value)) return [];
    const { namespace, name } = metadata;
    const change = addMember(
      { ref: { apiVersion, kind, namespace, name }, path: `spec.ports[${spec.ports.length}]` },
      { name: `port-${number}`, port: number, targetPort: number },
      { path: "spec.ports[0].port", value: spec.ports[0]?.port ?? null },
    );
    return [propose(`Expose port ${number} on Service ${namespace}/${name}`, change)];
  });
}

function onPort(inert: Inert, { mesh, flow }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, inert);
  const summary = `Open port ${flow.port} instead of ${old} with ${refText(inert.ref)}`;
  return typeof old === "number" && old !== flow.port ? [propose(summary, replaceValue(inert, old, flow.port))] : [];
}

/** `ns/host` where the server keeps the host for another namespace's VirtualServices. */
function forHost(inert: Inert, { mesh, flow }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, inert);
  if (!Array.isArray(old)) return [];
  const routing = inert.evidence.find((one) => one.kind === "field" && one.ref.kind === "VirtualService");
  const owner = inert.reason === "namespace" && routing?.kind === "field" ? `${routing.ref.namespace}/` : "";
  const wanted = `${owner}${flow.host}`;
  return [propose(`Add ${wanted} to the hosts of ${refText(inert.ref)}`, appendValue(inert, old, wanted))];
}
