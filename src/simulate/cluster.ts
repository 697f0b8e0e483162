import { destinationRuleFor } from "../mesh/destination-rules.ts";
import { endpointsOf } from "../mesh/endpoints.ts";
import type { Endpoints } from "../mesh/found-endpoints.ts";
import { inferredServerMode } from "../mesh/inferred-server-mode.ts";
import { knownServices, servicesElsewhere } from "../mesh/known-services.ts";
import type { MergedRule, MergedSubset } from "../mesh/merged-rule.ts";
import { podEndpointAt } from "../mesh/pod-endpoint.ts";
import { portOf, servicesNamed } from "../mesh/registry.ts";
import { trafficPolicyFor } from "../mesh/traffic-policy.ts";
import { whyHidden } from "../mesh/why-hidden.ts";
import { podAt } from "../mesh/workloads.ts";
import type { Inert, Spot } from "../model/cause.ts";
import { absence, byDefault, type Evidence, field } from "../model/evidence.ts";
import { refText } from "../model/ref.ts";
import { type Endpoint, isHttp2, type RegistryPort, type RegistryService } from "../model/service.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import { failure, unknownEnd } from "./end.ts";
import { endpointsHop } from "./endpoints-hop.ts";
import { serviceFor } from "./in-scope.ts";
import { outside } from "./outside.ts";
import { similarHosts } from "./similar-hosts.ts";
import type { Walk } from "./walk.ts";

/** Which cluster a route names, and where it says so. */
export interface ClusterChoice {
  /** Expanded host. */
  readonly host: string;
  readonly port: number;
  /** The route left the port out, and the dialled one was taken. */
  readonly implicitPort: boolean;
  readonly subset: string | undefined;
  /** The destination in the route; `undefined`: the service's default route. */
  readonly route: Spot | undefined;
}

/** A cluster that exists, with what its endpoints need to know. */
export interface Cluster {
  readonly service: RegistryService;
  readonly port: RegistryPort;
  readonly rule: MergedRule | undefined;
  readonly subset: MergedSubset | undefined;
  readonly inferred: ReturnType<typeof inferredServerMode>;
  readonly endpoints: readonly Endpoint[];
}

/**
 * Sends a request to a cluster, if there is one.
 * Source: pilot/pkg/networking/core/cluster.go `buildOutboundClusters`; Envoy router.cc (NC, UH).
 */
export function clusterHop(walk: Walk, choice: ClusterChoice): Hop | End {
  const gap = walk.mesh.gap("Service", undefined) ?? walk.mesh.gap("ServiceEntry", undefined);
  const named =
    serviceFor(walk, choice.host, choice.port, "cluster") ?? serviceFor(walk, choice.host, undefined, "cluster");
  const service =
    named?.aliasOf === undefined ? named : (serviceFor(walk, named.aliasOf, undefined, "cluster") ?? named);
  if (service === undefined) {
    const elsewhere = onlyElsewhere(walk, choice);
    if (elsewhere !== undefined) return elsewhere;
    return gap !== undefined && servicesNamed(walk.mesh, choice.host).length === 0
      ? unknownEnd("cluster", "client", { code: "unreadable", gap, decision: `whether ${choice.host} exists` })
      : hostUnknown(walk, choice);
  }
  const port = portOf(service, choice.port);
  if (port === undefined) return portUnknown(walk, choice, service);
  return withRule({ ...walk, routedBy: choice.route }, choice, service, port);
}

/** A host that the caller's cluster lacks, and another one has or may have: istiod knows the Services of all. */
function onlyElsewhere(walk: Walk, { host, route }: ClusterChoice): End | undefined {
  const { mesh } = walk;
  if (servicesNamed(mesh, host).length > 0 || !host.endsWith(`.svc.${mesh.settings.domain}`)) return undefined;
  const [there] = servicesElsewhere(mesh, host);
  if (there !== undefined && !isHiddenElsewhere(walk, host)) {
    const what = `a request for ${host}, a Service of cluster ${there.ref.cluster} alone that stays at home`;
    return unknownEnd("cluster", side(walk), {
      code: "not-modelled",
      what,
      spot: route ?? { ref: there.ref, path: "spec" },
    });
  }
  const gap = mesh.peers.map((peer) => peer.gap("Service", undefined)).find((one) => one !== undefined);
  if (there !== undefined || gap === undefined) return undefined;
  return unknownEnd("cluster", side(walk), {
    code: "unreadable",
    gap,
    decision: `whether another cluster has ${host}`,
  });
}

/** The caller's own Sidecar (or discovery selectors, or `exportTo`) keeps it from a Service that another cluster has. */
function isHiddenElsewhere(walk: Walk, host: string): boolean {
  return knownServices(walk.mesh, host).length > 0;
}

function hostUnknown(walk: Walk, { host, route }: ClusterChoice): End {
  const declared = knownServices(walk.mesh, host);
  const inert = declared.flatMap((service) => whyHidden(walk.mesh, walk.view, service));
  const spot = route ?? { ref: walk.pair.to, path: "spec" };
  const because: Evidence[] = [
    field(spot.ref, `${spot.path}.host`, host),
    declared.length > 0
      ? absence(`${host} is declared, but not known to the proxy of ${walk.client.owner.name}`)
      : absence(`no Service or ServiceEntry is called ${host}`),
  ];
  return failure({
    disposition: "no-cluster",
    station: "cluster",
    at: side(walk),
    cause: { code: "host-unknown", host, route: spot, inert, similar: similarHosts(walk.mesh, host) },
    because,
    shown: { status: 503, flag: "NC", details: "cluster_not_found" },
    payload: walk.payload,
  });
}

function portUnknown(walk: Walk, { host, port, route, implicitPort }: ClusterChoice, service: RegistryService): End {
  const exposed = service.ports.map(({ number }) => number);
  return failure({
    disposition: "no-cluster",
    station: "cluster",
    at: side(walk),
    cause: { code: "port-unknown", host, port, route, service: service.ref, exposed, implicit: implicitPort },
    because: [
      ...(route === undefined
        ? []
        : [
            field(
              route.ref,
              implicitPort ? `${route.path}.port` : `${route.path}.port.number`,
              implicitPort ? undefined : port,
            ),
          ]),
      absence(`${refText(service.ref)} has no port ${port}, only ${exposed.join(", ")}`),
    ],
    shown: { status: 503, flag: "NC", details: "cluster_not_found" },
    payload: walk.payload,
  });
}

function withRule(walk: Walk, choice: ClusterChoice, service: RegistryService, port: RegistryPort): Hop | End {
  const { rule, inert, gap } = chosenRule(walk, service);
  if (gap !== undefined)
    return unknownEnd("cluster", side(walk), {
      code: "unreadable",
      gap,
      decision: `which DestinationRule applies to ${service.hostname}`,
    });
  const subset = choice.subset === undefined ? undefined : rule?.subsets.find(({ name }) => name === choice.subset);
  if (choice.subset !== undefined && subset === undefined) return subsetUndeclared(walk, choice, service, rule, inert);
  if (
    service.resolution === "dns" ||
    service.resolution === "dynamic-dns" ||
    service.resolution === "alias" ||
    service.meshExternal ||
    (service.resolution === "original" && service.registry === "External")
  ) {
    const own: Endpoints =
      service.resolution === "alias"
        ? { endpoints: [] }
        : service.resolution === "original"
          ? dialled(walk, port)
          : endpointsOf(walk.mesh, service, port);
    const insideMesh = own.gap !== undefined || own.endpoints.some(({ proxy }) => proxy !== undefined);
    if (!insideMesh)
      return clusterTitle(
        walk,
        service,
        port,
        rule,
        subset,
        outside(walk, { service, port, rule, subset: choice.subset, addresses: own.endpoints }),
      );
  }
  const { endpoints, gap: unread } =
    service.registry === "External" && service.resolution === "original"
      ? dialled(walk, port)
      : endpointsOf(walk.mesh, service, port);
  if (unread !== undefined)
    return unknownEnd("endpoint", side(walk), {
      code: "unreadable",
      gap: unread,
      decision: `which endpoints ${service.hostname} has`,
    });
  const policy = trafficPolicyFor(rule, port.number, choice.subset);
  const passthrough = policy.loadBalancer?.value.simple === "PASSTHROUGH" ? policy.loadBalancer.spot : undefined;
  const inferred = inferredServerMode(walk.mesh, service, {
    endpointsHaveSidecars: endpoints.length > 0 && endpoints.every(({ tlsMode }) => tlsMode === "istio"),
    ...(passthrough === undefined ? {} : { passthrough }),
  });
  const cluster: Cluster = { service, port, rule, subset, inferred, endpoints };
  return clusterTitle(walk, service, port, rule, subset, endpointsHop(walk, cluster));
}

/** Resolution NONE: the connection goes on to the address that was dialled. Source: cluster type ORIGINAL_DST. */
function dialled(walk: Walk, port: RegistryPort): Endpoints {
  const ip = walk.dialledIp;
  const pod = ip === undefined ? undefined : podAt(walk.mesh, ip);
  return { endpoints: pod === undefined ? [] : [podEndpointAt(walk.mesh, pod, ip ?? "", port.number)] };
}

function chosenRule(walk: Walk, service: RegistryService): ReturnType<typeof destinationRuleFor> {
  return destinationRuleFor(walk.mesh, walk.view, service);
}

function subsetUndeclared(
  walk: Walk,
  choice: ClusterChoice,
  service: RegistryService,
  rule: MergedRule | undefined,
  inert: readonly Inert[],
): End {
  const subset = choice.subset ?? "";
  const route = choice.route ?? { ref: service.ref, path: "spec" };
  const declared = (rule?.subsets ?? []).map(({ name }) => name);
  return failure({
    disposition: "no-cluster",
    station: "cluster",
    at: side(walk),
    cause: {
      code: "subset-undeclared",
      host: service.hostname,
      subset,
      route,
      destinationRule: rule?.ref,
      declared,
      inert: inert.filter((one) => declares(walk, one, subset)),
    },
    because: [
      field(route.ref, `${route.path}.subset`, subset),
      rule === undefined
        ? absence(`no DestinationRule for ${service.hostname} is in force for ${walk.client.namespace}`)
        : field(
            rule.ref,
            "spec.subsets",
            declared,
            `declares ${declared.length === 0 ? "no subset" : declared.join(", ")}`,
          ),
    ],
    shown: { status: 503, flag: "NC", details: "cluster_not_found" },
    payload: walk.payload,
  });
}

/** Only a rule that has the subset would have helped. */
function declares({ mesh }: Walk, { ref }: Inert, subset: string): boolean {
  const rule = mesh.get("DestinationRule", ref.namespace, ref.name);
  return rule?.spec.subsets?.some(({ name }) => name === subset) ?? false;
}

function clusterTitle(
  walk: Walk,
  service: RegistryService,
  port: RegistryPort,
  rule: MergedRule | undefined,
  subset: MergedSubset | undefined,
  to: Hop | End,
): Hop {
  const policy = trafficPolicyFor(rule, port.number, subset?.name);
  const notes: string[] = [];
  if (policy.outlierDetection !== undefined) notes.push("outlier detection may eject endpoints that answer 5xx");
  const because: Evidence[] = [
    ...(rule === undefined
      ? [byDefault(`no DestinationRule for ${service.hostname}: Istio's defaults hold`)]
      : [field(rule.ref, "spec.host", rule.host)]),
    ...(subset === undefined ? [] : [field(subset.spot.ref, subset.spot.path, subset.name)]),
    field(service.ref, `${port.path}.name`, port.name, `protocol ${port.protocol}`),
  ];
  return hop({
    kind: "cluster",
    at: side(walk),
    title: `${subset === undefined ? "" : `subset ${subset.name} of `}${service.hostname}:${port.number}${rule === undefined ? "" : ` (${refText(rule.ref)})`}`,
    notes:
      isHttp2(port.protocol) && walk.flow.scheme === "http" ? [...notes, "the server is spoken to in HTTP/2"] : notes,
    because,
    next: onward(to),
    ...(isCertain(service, port)
      ? {
          cluster: {
            name: `outbound|${port.number}|${subset?.name ?? ""}|${service.hostname}`,
            host: service.hostname,
            rules: rule?.from ?? [],
          },
        }
      : {}),
  });
}

/**
 * Whether istiod builds a cluster for it whatever its endpoints are: not for UDP, not for an alias, and for DNS only
 * where there are endpoints. Source: pilot/pkg/networking/core/cluster.go `buildOutboundClusters`, cluster_builder.go
 * `buildCluster`; the name is that of pilot/pkg/model/service.go `BuildSubsetKey`.
 */
function isCertain({ resolution }: RegistryService, { protocol }: RegistryPort): boolean {
  return (resolution === "eds" || resolution === "original") && protocol !== "UDP";
}

export function side(walk: Walk): "client" | "gateway" {
  return walk.view.kind === "gateway" ? "gateway" : "client";
}
