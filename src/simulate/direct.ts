import { ownEndpoints } from "../mesh/endpoints.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { exposing, portOf } from "../mesh/registry.ts";
import { podGapAt, workloadOf } from "../mesh/workloads.ts";
import type { PlaintextReason } from "../model/cause.ts";
import { byDefault, field } from "../model/evidence.ts";
import { fraction } from "../model/fraction.ts";
import type { Pod } from "../model/resources/core.ts";
import type { Endpoint, RegistryService } from "../model/service.ts";
import { type End, type Hop, hop } from "../model/trace.ts";
import { addressBlocks, whereabouts } from "./address-blocks.ts";
import { side } from "./cluster.ts";
import type { Destination } from "./destination.ts";
import { failure, unknownEnd } from "./end.ts";
import { fateOf, groupBy } from "./fate.ts";
import { throughNetwork } from "./network.ts";
import { outsideDirectly } from "./outside.ts";
import { podsOf } from "./pods-of.ts";
import { portNotExposed } from "./port-not-exposed.ts";
import type { Sent, Target } from "./sent.ts";
import { serverHop } from "./server.ts";
import type { Walk } from "./walk.ts";
import { whyNoEndpoint } from "./why-no-endpoint.ts";
import { workloadOfEndpoint } from "./workload-of-endpoint.ts";

/** The connection as the application opened it, without any proxy's routing: the network alone decides where it lands. */
export function direct(walk: Walk, destination: Destination, reason: PlaintextReason): Hop | End {
  const sent: Sent = {
    wire: "plaintext",
    plaintext: reason,
    mode: "none",
    spot: undefined,
    sni: undefined,
    because: evidenceOf(reason),
  };
  if (destination.pod !== undefined) return toPod(walk, destination, destination.pod, sent);
  const service = exposing(
    destination.services.filter(({ registry }) => registry === "Kubernetes"),
    destination.port,
  );
  if (service !== undefined) return toService(walk, destination, service, sent);
  const gap = isIpAddress(destination.host) ? podGapAt(walk.mesh, destination.host) : undefined;
  if (gap !== undefined)
    return unknownEnd("endpoint", side(walk), {
      code: "unreadable",
      gap,
      decision: `whether a pod has the address ${destination.host}`,
    });
  return outsideDirectly(walk, destination);
}

function toPod(walk: Walk, destination: Destination, pod: Pod, sent: Sent): Hop | End {
  const workload = workloadOf(walk.mesh, pod);
  const endpoint: Endpoint = {
    address: destination.ip ?? workload.ip ?? "",
    port: destination.port,
    ready: workload.ready,
    labels: workload.labels,
    namespace: workload.namespace,
    serviceAccount: workload.serviceAccount,
    ref: workload.ref,
    proxy: workload.proxy,
    tlsMode: "disabled",
  };
  const target: Target = { endpoint, service: undefined, port: undefined };
  return throughNetwork(walk, target, () => serverHop(walk, target, sent));
}

/** kube-proxy's part. Source: Kubernetes Service virtual IPs. */
function toService(walk: Walk, destination: Destination, service: RegistryService, sent: Sent): Hop | End {
  const port =
    portOf(service, destination.port) ??
    (service.headless ? service.ports.find(({ targetPort }) => targetPort === destination.port) : undefined);
  if (port === undefined) return portNotExposed(walk, service, destination.port);
  const { endpoints, gap } = ownEndpoints(walk.mesh, service, port);
  if (gap !== undefined)
    return unknownEnd("endpoint", side(walk), {
      code: "unreadable",
      gap,
      decision: `which endpoints ${service.hostname} has`,
    });
  const ready = endpoints.filter((endpoint) => endpoint.ready && endpoint.port !== undefined);
  if (ready.length === 0) {
    const facts = whyNoEndpoint(
      walk.mesh,
      {
        service,
        port,
        rule: undefined,
        subset: undefined,
        endpoints,
        inferred: { mode: "PERMISSIVE", spot: undefined, why: "", because: [] },
      },
      endpoints,
    );
    return failure({
      disposition: "no-endpoint",
      station: "endpoint",
      at: side(walk),
      cause: { code: "no-endpoints", ...facts },
      because: facts.evidence,
      shown:
        walk.client.proxy.kind === "none"
          ? {}
          : { status: 503, flag: "UF", details: "upstream_reset_before_response_started{connection_failure}" },
      payload: walk.payload,
    });
  }
  const blocks = addressBlocks(walk.mesh, [walk.client.namespace, service.namespace]);
  const groups = groupBy(ready, (endpoint) => {
    const workload = workloadOfEndpoint(walk.mesh, endpoint);
    return JSON.stringify([
      endpoint.port,
      endpoint.tlsMode,
      whereabouts(blocks, endpoint.address),
      workload === undefined ? endpoint.labels : fateOf(workload),
    ]);
  });
  return hop({
    kind: "endpoint",
    at: side(walk),
    title: `${ready.length} of ${endpoints.length} endpoints of ${service.hostname}`,
    because: [
      field(
        service.ref,
        `${port.path}.targetPort`,
        port.targetPort,
        `${ready.length} of ${endpoints.length} endpoints ready`,
      ),
    ],
    next: groups.map((group) => {
      const target: Target = { endpoint: group[0], service, port };
      return {
        share: fraction(group.length, ready.length),
        label:
          groups.length === 1
            ? ""
            : `${group.length} of ${workloadOfEndpoint(walk.mesh, group[0])?.owner.name ?? group[0].address}`,
        to: throughNetwork(walk, target, () => serverHop(walk, target, sent)),
        ...podsOf(group),
      };
    }),
  });
}

function evidenceOf(reason: PlaintextReason) {
  switch (reason.code) {
    case "no-sidecar":
      return reason.injection.evidence;
    case "not-captured":
      return reason.spot === undefined
        ? [byDefault(reason.why)]
        : [field(reason.spot.ref, reason.spot.path, undefined, reason.why)];
    case "passthrough":
      return [byDefault(`${reason.why}: the bytes go on in plaintext`)];
    default:
      return [];
  }
}
