import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Flow } from "../../model/flow.ts";
import type { Mesh } from "../../model/mesh.ts";
import { type Ref, refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { propose } from "../propose.ts";
import { podsBehind } from "./pods-behind.ts";

type Unexposed = Pick<CauseOf<"port-not-exposed">, "service" | "port">;

/** Declares the port that is called: by a ServiceEntry or a Service. */
export function exposePort(asked: Unexposed, flow: Flow, mesh: Mesh): readonly Proposal[] {
  return asked.service.kind === "ServiceEntry" ? byEntry(asked, flow, mesh) : byService(asked, flow, mesh);
}

function byEntry({ service, port }: Unexposed, { scheme }: Flow, mesh: Mesh): readonly Proposal[] {
  const ports = mesh.home(service).get("ServiceEntry", service.namespace, service.name)?.spec.ports ?? [];
  const [first] = ports;
  if (first === undefined) return [];
  const entry = { number: port, name: `${scheme}-${port}`, protocol: scheme.toUpperCase() };
  const witness = { path: "spec.ports[0].number", value: first.number };
  const spot = { ref: service, path: `spec.ports[${ports.length}]` };
  return [propose(`Declare port ${port} in ${refText(service)}`, addMember(spot, entry, witness))];
}

/** For containers that listen on it; else as another name of the only port there is. */
function byService({ service, port }: Unexposed, { scheme }: Flow, mesh: Mesh): readonly Proposal[] {
  const ports = mesh.home(service).get("Service", service.namespace, service.name)?.spec.ports ?? [];
  const [first, ...others] = ports;
  const listening = isListenedOn(service, port, mesh);
  if (first === undefined || (!listening && others.length > 0)) return [];
  const targetPort = listening ? port : (first.targetPort ?? first.port);
  const how = listening ? ", on which its pods listen" : ` as another name of port ${first.port}`;
  const witness = { path: "spec.ports[0].port", value: first.port };
  const spot = { ref: service, path: `spec.ports[${ports.length}]` };
  const entry = { name: `${scheme}-${port}`, port, targetPort };
  return [propose(`Expose port ${port} on ${refText(service)}${how}`, addMember(spot, entry, witness))];
}

function isListenedOn(service: Ref, port: number, mesh: Mesh): boolean {
  return podsBehind(mesh, service).some(({ spec }) =>
    spec.containers.some(({ ports = [] }) => ports.some(({ containerPort }) => containerPort === port)),
  );
}
