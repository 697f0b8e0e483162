import { clientTls } from "../mesh/client-tls.ts";
import { isWildcard } from "../mesh/host.ts";
import { inferredServerMode } from "../mesh/inferred-server-mode.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { ipInBlocks } from "../mesh/ip-blocks.ts";
import type { MergedRule } from "../mesh/merged-rule.ts";
import { trafficPolicyFor } from "../mesh/traffic-policy.ts";
import type { Spot } from "../model/cause.ts";
import { absence, byDefault, field } from "../model/evidence.ts";
import { refText } from "../model/ref.ts";
import { type Endpoint, isHttp, type RegistryPort, type RegistryService } from "../model/service.ts";
import type { End, Hop } from "../model/trace.ts";
import { credentialFailure } from "./certificate-failure.ts";
import { side } from "./cluster.ts";
import type { Destination } from "./destination.ts";
import { failure, unknownEnd } from "./end.ts";
import type { Walk } from "./walk.ts";

interface Outside {
  readonly service: RegistryService;
  readonly port: RegistryPort;
  readonly rule: MergedRule | undefined;
  readonly subset: string | undefined;
  readonly addresses: readonly Endpoint[];
}

/**
 * The last proxy's part of a call to a host outside the mesh: whether it leaves in the form that the far side takes.
 * What happens there is the outside party's, and presumed good.
 */
export function outside(walk: Walk, { service, port, rule, subset, addresses }: Outside): Hop | End {
  if (service.resolution === "dns" && addresses.length === 0 && isWildcard(service.hostname)) {
    const spot: Spot = { ref: service.ref, path: "spec.resolution" };
    return emptyCluster(walk, service, spot, `resolution DNS cannot look up the wildcard ${service.hostname}`);
  }
  if (service.resolution === "eds" && addresses.length === 0)
    return emptyCluster(
      walk,
      service,
      { ref: service.ref, path: "spec.endpoints" },
      `${refText(service.ref)} is STATIC and names no endpoint`,
    );
  const { tls } = trafficPolicyFor(rule, port.number, subset);
  const sample = addresses[0];
  const decision =
    tls === undefined
      ? undefined
      : clientTls({
          mesh: walk.mesh,
          view: walk.view,
          service,
          port,
          rule,
          subset,
          endpoint: sample ?? {
            address: service.hostname,
            port: port.number,
            ready: true,
            labels: {},
            namespace: service.namespace,
            serviceAccount: undefined,
            ref: service.ref,
            proxy: undefined,
            tlsMode: "disabled",
          },
          inferred: inferredServerMode(walk.mesh, service, { endpointsHaveSidecars: false }),
        });
  const gap = decision?.gap;
  if (gap !== undefined)
    return unknownEnd(
      "tls",
      side(walk),
      { code: "unreadable", gap, decision: `how ${walk.client.owner.name} speaks to ${service.hostname}` },
      decision?.because,
    );
  const refused = decision === undefined ? undefined : credentialFailure(walk, decision);
  if (refused !== undefined) return refused;
  const originates = decision !== undefined && decision.wire !== "plaintext";
  const layers = (originates ? 1 : 0) + (walk.payload === "tls" ? 1 : 0);
  const target = sample?.port ?? (typeof port.targetPort === "number" ? port.targetPort : port.number);
  const portSpot: Spot = { ref: service.ref, path: port.path };
  if (layers > 1 && tls !== undefined)
    return misfit(walk, tls.spot, "the application already speaks TLS, and the DestinationRule wraps it once more");
  if (originates && target === 80 && tls !== undefined)
    return misfit(walk, tls.spot, `TLS is originated to port ${target}, where plain HTTP is spoken`);
  if (layers === 0 && walk.payload === "http" && target === 443)
    return misfit(
      walk,
      isHttp(port.protocol) ? portSpot : { ref: service.ref, path: `${port.path}.protocol` },
      "plain HTTP leaves for port 443, where TLS is spoken",
    );
  walk.assume(`${service.hostname} exists, can be reached and answers: it is outside the mesh`);
  return {
    kind: "end",
    disposition: "delivered",
    station: "cluster",
    at: side(walk),
    responseFlag: "-",
    responseDetails: "via_upstream",
    because: [field(service.ref, port.path, port.number, `leaves the mesh for ${service.hostname}`)],
    landed: { host: service.hostname, port: target, mtls: false },
  };
}

/** Without a proxy, or through PassthroughCluster. */
export function outsideDirectly(walk: Walk, destination: Destination): End {
  if (isPrivate(destination.host)) return nobodysAddress(walk, destination);
  walk.assume(`${destination.host} exists, can be reached and answers: it is outside the mesh`);
  return {
    kind: "end",
    disposition: "delivered",
    station: "resolve",
    at: side(walk),
    responseFlag: "-",
    because: [byDefault(`${destination.host}:${destination.port} is outside the cluster`)],
    landed: { host: destination.host, port: destination.port, mtls: false },
  };
}

/** In the ranges that clusters give to pods and Services, yet of none that was read: gone, or not in the snapshot. */
function nobodysAddress(walk: Walk, { host, port }: Destination): End {
  return unknownEnd(
    "resolve",
    side(walk),
    {
      code: "unreadable",
      gap: { what: `address ${host}`, why: "no pod, Service or ServiceEntry that was read has it" },
      decision: `who answers at ${host}:${port}`,
    },
    [absence(`no pod, Service or ServiceEntry that was read has the address ${host}`)],
  );
}

const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

/** Source: RFC 1918, RFC 6598, RFC 4193. */
function isPrivate(host: string): boolean {
  return isIpAddress(host) && ipInBlocks(host, privateBlocks);
}

function emptyCluster(walk: Walk, service: RegistryService, spot: Spot, why: string): End {
  return failure({
    disposition: "no-cluster",
    station: "cluster",
    at: side(walk),
    cause: { code: "cluster-empty", service: service.ref, spot, why },
    because: [field(spot.ref, spot.path, undefined, why)],
    shown: { status: 503, flag: "NC", details: "cluster_not_found" },
    payload: walk.payload,
  });
}

function misfit(walk: Walk, spot: Spot, why: string): End {
  return failure({
    disposition: "protocol-error",
    station: "tls",
    at: side(walk),
    cause: { code: "application-protocol", spot, why },
    because: [field(spot.ref, spot.path, undefined, why), absence(why)],
    shown: {
      status: 503,
      flag: "URX,UF",
      details:
        "upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end}",
    },
    payload: walk.payload,
  });
}
