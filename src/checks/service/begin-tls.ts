import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { pathParts } from "../../model/path.ts";
import { propose } from "../propose.ts";

const rule = { apiVersion: "networking.istio.io/v1", kind: "DestinationRule" };

/** Lets the caller's proxy begin TLS on a port of an outside host to which plain HTTP is sent. */
export function beginTls({ ref, path }: Spot, mesh: Mesh): readonly Proposal[] {
  const { namespace, name } = ref;
  const entry = mesh.get("ServiceEntry", namespace, name);
  const index = pathParts(path).find((part) => typeof part === "number");
  const number = index === undefined ? undefined : entry?.spec.ports?.[index]?.number;
  const [host] = entry?.spec.hosts ?? [];
  if (host === undefined || number === undefined || mesh.get("DestinationRule", namespace, name) !== undefined)
    return [];
  const trafficPolicy = { portLevelSettings: [{ port: { number }, tls: { mode: "SIMPLE", sni: host } }] };
  return [
    propose(`Let the proxy begin TLS to ${host}:${number}`, {
      kind: "create",
      ref: { ...rule, namespace, name },
      object: { ...rule, metadata: { name, namespace }, spec: { host, trafficPolicy } },
    }),
  ];
}
