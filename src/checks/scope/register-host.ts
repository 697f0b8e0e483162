import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Flow } from "../../model/flow.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { refText } from "../../model/ref.ts";
import { appendValue } from "../change/append-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

interface Place {
  readonly mesh: Mesh;
  readonly pair: Pair;
  /** The field that lets only registered hosts out. */
  readonly policy: Spot;
}

/** A ServiceEntry for an outside host, for the caller's namespace alone and for the one port that is called. */
export function registerHost(host: string, { port, scheme }: Flow, { mesh, pair, policy }: Place): readonly Proposal[] {
  const { namespace } = pair.from;
  const address = /^[\d.]+$|:/.test(host);
  const name = host.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const entry = { apiVersion: "networking.istio.io/v1", kind: "ServiceEntry" };
  const protocol = address && scheme !== "http" && scheme !== "grpc" ? "TCP" : scheme.toUpperCase();
  const spec: { readonly [key: string]: Json } = {
    hosts: [address ? `${name}.external` : host],
    ...(address ? { addresses: [host] } : {}),
    location: "MESH_EXTERNAL",
    resolution: address ? "NONE" : "DNS",
    exportTo: ["."],
    ports: [{ number: port, name: `${protocol.toLowerCase()}-${port}`, protocol }],
  };
  const creation = {
    kind: "create" as const,
    ref: { ...entry, namespace, name },
    object: { ...entry, metadata: { name, namespace }, spec },
  };
  const summary = `Register ${host}:${port} for namespace ${namespace} with a ServiceEntry`;
  const egress = policy.ref.kind === "Sidecar" ? egressHosts(mesh, policy) : undefined;
  return [
    propose(summary, creation),
    ...(egress === undefined
      ? []
      : [
          propose(
            `${summary}, and import it by ${refText(policy.ref)}`,
            creation,
            appendValue(egress.spot, egress.hosts, `./${address ? `${name}.external` : host}`),
          ),
        ]),
  ];
}

/** The hosts of the Sidecar's first listener. */
function egressHosts(mesh: Mesh, { ref }: Spot): { readonly spot: Spot; readonly hosts: readonly Json[] } | undefined {
  const spot = { ref, path: "spec.egress[0].hosts" };
  const hosts = valueAt(mesh, spot);
  return Array.isArray(hosts) ? { spot, hosts } : undefined;
}
