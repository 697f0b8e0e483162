import { capturesOutbound } from "../mesh/capture.ts";
import { capturesDns } from "../mesh/captures-dns.ts";
import { injectionVerdict } from "../mesh/injection-verdict.ts";
import { newPodsGap } from "../mesh/new-pods-gap.ts";
import { servicesNamed } from "../mesh/registry.ts";
import { sidecarScope } from "../mesh/sidecar-scope.ts";
import { templateSpot } from "../mesh/template-spot.ts";
import { absence, byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Flow } from "../model/flow.ts";
import type { Mesh } from "../model/mesh.ts";
import type { NonEmpty } from "../model/non-empty.ts";
import type { Pair } from "../model/pair.ts";
import type { Gap } from "../model/snapshot.ts";
import { type End, type Hop, hop, onward, type Trace } from "../model/trace.ts";
import type { ProxyView, Workload } from "../model/workload.ts";
import { asBytes } from "./as-bytes.ts";
import { callerBranches } from "./caller-branches.ts";
import { type Destination, destinationOf } from "./destination.ts";
import { direct } from "./direct.ts";
import { failure, unknownEnd } from "./end.ts";
import { ingress } from "./ingress.ts";
import { listenerFor } from "./listener.ts";
import { otherSettings } from "./other-settings.ts";
import { proxyText } from "./proxy-text.ts";
import { payloadOf, requestOf } from "./request.ts";
import { resolved } from "./resolved.ts";
import { runningPods } from "./running-pods.ts";
import { similarServices } from "./similar-hosts.ts";
import { tcpHop } from "./tcp-hop.ts";
import { toPods } from "./to-pods.ts";
import { toServices } from "./to-services.ts";
import { unknownTraffic } from "./unknown-traffic.ts";
import { virtualHostHop } from "./virtual-host-hop.ts";
import type { Walk } from "./walk.ts";

/** Walks one request through the mesh and records every way it can go, with shares and reasons. */
export function simulate(mesh: Mesh, pair: Pair, flow: Flow): Trace {
  const assumptions = new Set<string>();
  const assume = (what: string): void => {
    assumptions.add(what);
  };
  const start = fromClients(mesh, pair, flow, assume);
  return { flow, start, assumptions: [...assumptions] };
}

function fromClients(mesh: Mesh, pair: Pair, flow: Flow, assume: Walk["assume"]): Hop | End {
  const clients = runningPods(pair.clients);
  if (clients.length === 0) {
    const gap = mesh.gap("Pod", pair.from.namespace) ??
      newPodsGap(mesh, pair.from) ?? {
        what: `pods of ${pair.from.name}`,
        why: "none was found",
        grant: "kubectl get pods -A -o yaml",
        kind: "Pod" as const,
        namespace: pair.from.namespace,
      };
    return unknownEnd("capture", "client", { code: "unreadable", gap, decision: "whether the caller has a proxy" });
  }
  const unread = mesh.settings.ref === undefined ? mesh.gap("ConfigMap", undefined) : undefined;
  if (unread !== undefined)
    return unknownEnd("capture", "client", {
      code: "unreadable",
      gap: unread,
      decision: "what the mesh configuration says",
    });
  const unnamed = serviceUnread(mesh, pair);
  if (unnamed !== undefined)
    return unknownEnd("resolve", "client", {
      code: "unreadable",
      gap: unnamed,
      decision: `which Service, if any, stands for ${pair.to.kind} ${pair.to.namespace}/${pair.to.name}`,
    });
  if (pair.addresses !== undefined && flow.viaGateway !== true)
    assume(`no Service stands for ${pair.to.name}: it is taken to be called at the addresses of its pods`);
  const next = callerBranches(mesh, pair, clients, (group) => fromClass(mesh, pair, flow, group, assume));
  const [only, ...others] = next;
  if (only !== undefined && others.length === 0) return only.to;
  return hop({
    kind: "capture",
    at: "client",
    title: `${pair.from.name}: ${clients.length} pods of ${next.length} kinds`,
    because: [byDefault("each pod of the caller is taken to call equally often")],
    next,
  });
}

/** Why it is not known by which Service a workload is called; `undefined`: it is known, or not asked. */
function serviceUnread(mesh: Mesh, { to, addresses }: Pair): Gap | undefined {
  return addresses === undefined ? undefined : mesh.home(to).gap("Service", to.namespace);
}

function fromClass(mesh: Mesh, pair: Pair, flow: Flow, group: NonEmpty<Workload>, assume: Walk["assume"]): Hop | End {
  const client = group[0];
  const view: ProxyView = { kind: client.proxy.kind, namespace: client.namespace, labels: client.labels };
  const walk: Walk = {
    mesh,
    pair,
    flow,
    payload: payloadOf(flow.scheme),
    request: requestOf(flow),
    client,
    view,
    scope: sidecarScope(mesh, view),
    dialledIp: undefined,
    onAskedHost: false,
    passed: [],
    routedBy: undefined,
    assume,
  };
  return hop({
    kind: "capture",
    at: client.proxy.kind === "gateway" ? "gateway" : "client",
    title: `${pair.from.name} (${group.length} ${group.length === 1 ? "pod" : "pods"}, ${proxyText(client)})`,
    because: client.proxy.because.length > 0 ? client.proxy.because : [byDefault("the pod has no proxy")],
    next: onward(
      otherSettings(client, client.proxy.kind === "gateway" ? "gateway" : "client") ?? fromClient(walk, group),
    ),
  });
}

function fromClient(walk: Walk, group: readonly Workload[]): Hop | End {
  const { client, mesh } = walk;
  switch (client.proxy.kind) {
    case "gateway":
      return ingress(walk);
    case "sidecar":
      return client.proxy.down === true ? proxyDown(walk) : toServices(walk, (one) => toPods(one, fromSidecar));
    case "none":
      return toServices(walk, (one) => toPods(one, (at) => withoutProxy(at, group)));
    case "ambient":
      return unknownEnd(
        "capture",
        "client",
        { code: "not-modelled", what: "the ambient data plane", spot: { ref: client.ref, path: "metadata" } },
        client.proxy.because,
      );
    default:
      return unknownEnd(
        "capture",
        "client",
        {
          code: "not-modelled",
          what: `a ${client.proxy.kind} as caller`,
          spot: { ref: mesh.settings.ref ?? client.ref, path: "" },
        },
        client.proxy.because,
      );
  }
}

function withoutProxy(walk: Walk, group: readonly Workload[]): Hop | End {
  const destination = destinationOf(walk.mesh, walk.flow.host, walk.flow.port, walk.client.namespace);
  if (!destination.resolves) return notFound(walk, destination);
  const reason = { code: "no-sidecar", injection: injectionVerdict(walk.mesh, group) } as const;
  return resolved(destination, direct(walk, destination, reason));
}

function fromSidecar(walk: Walk): Hop | End {
  const { mesh, flow, client } = walk;
  const destination = destinationOf(mesh, flow.host, flow.port, client.namespace);
  return destination.resolves ? resolved(destination, captured(walk, destination)) : notFound(walk, destination);
}

/** The connection on its way out of the caller's pod. */
function captured(walk: Walk, destination: Destination): Hop | End {
  const { mesh, flow, client } = walk;
  const scopeGap = mesh.gap("Sidecar", client.namespace) ?? mesh.gap("Sidecar", mesh.settings.rootNamespace);
  if (scopeGap !== undefined)
    return unknownEnd("listener", "client", {
      code: "unreadable",
      gap: scopeGap,
      decision: "what the caller's proxy knows of the mesh",
    });
  const capture = capturesOutbound(client.pod, destination.ip, flow.port);
  if (!capture.captured) {
    const spot = capture.spot === undefined ? undefined : templateSpot(client, capture.spot.path);
    const why = capture.why ?? `traffic to port ${flow.port} is not captured`;
    return hop({
      kind: "listener",
      at: "client",
      title: "the caller's own proxy does not see the connection",
      notes: [why],
      because: nonEmpty(capture.because, byDefault(why)),
      next: onward(direct(unseen(walk), destination, { code: "not-captured", spot, why })),
    });
  }
  const dialling: Walk = { ...walk, dialledIp: destination.ip };
  const listener = listenerFor(dialling, destination);
  switch (listener.kind) {
    case "http":
      return virtualHostHop(dialling, destination, listener.fixed);
    case "tcp":
      return asBytes(tcpHop(dialling, destination, listener.service, listener.port));
    case "unknown":
      return asBytes(unknownTraffic(dialling, destination, listener.why, false));
  }
}

/** A proxy that a connection passes by answers nothing and logs nothing, as if there were none. */
function unseen(walk: Walk): Walk {
  return { ...walk, client: { ...walk.client, proxy: { kind: "none", because: walk.client.proxy.because } } };
}

function nonEmpty(because: readonly Evidence[], otherwise: Evidence): readonly Evidence[] {
  return because.length > 0 ? because : [otherwise];
}

function notFound(walk: Walk, { services: [alias] }: Destination): End {
  const { flow, client, mesh } = walk;
  const gap = mesh.gap("Service", undefined) ?? mesh.gap("ServiceEntry", undefined);
  if (gap !== undefined)
    return unknownEnd("resolve", "client", { code: "unreadable", gap, decision: `whether ${flow.host} exists` });
  const host = alias?.aliasOf ?? flow.host;
  const answered = answeredByProxy(walk, host);
  if (answered !== undefined) return answered;
  return failure({
    disposition: "name-not-found",
    station: "resolve",
    at: "client",
    cause: {
      code: "name-not-found",
      host,
      similar: similarServices(mesh, host),
      caller: client.owner,
      ...(alias === undefined ? {} : { alias: alias.ref }),
    },
    because: [
      ...(alias === undefined ? [] : [field(alias.ref, "spec.externalName", host)]),
      absence(`no Service is called ${host} in the eyes of namespace ${client.namespace}`),
      ...mesh.peers
        .filter((peer) => servicesNamed(peer, host).length > 0)
        .map((peer) =>
          absence(
            `cluster ${peer.cluster} has a Service of this name, and a name resolves only where the caller's own cluster has one, too`,
          ),
        ),
    ],
    payload: walk.payload,
  });
}

/** A proxy that answers DNS knows the Services of every cluster, and hands out addresses of theirs: not followed. */
function answeredByProxy({ client, mesh }: Walk, host: string): End | undefined {
  if (client.proxy.kind !== "sidecar" || !capturesDns(client.pod)) return undefined;
  const gap = mesh.peers.map((peer) => peer.gap("Service", undefined)).find((one) => one !== undefined);
  const [there] = mesh.peers.flatMap((peer) => servicesNamed(peer, host));
  if (there === undefined) {
    const decision = `whether another cluster has ${host}, which the caller's proxy would resolve`;
    return gap === undefined ? undefined : unknownEnd("resolve", "client", { code: "unreadable", gap, decision });
  }
  const what = `the caller's proxy as DNS for ${host}, a Service of cluster ${there.ref.cluster} alone`;
  return unknownEnd("resolve", "client", { code: "not-modelled", what, spot: { ref: there.ref, path: "spec" } });
}

function proxyDown(walk: Walk): End {
  const spot = { ref: walk.client.owner, path: "spec.template" };
  const why = `the istio-proxy of ${walk.client.ref.name} does not run, and its redirection still sends everything there`;
  return failure({
    disposition: "refused",
    station: "capture",
    at: "client",
    cause: { code: "proxy-down", spot, why },
    because: [...walk.client.proxy.because, field(walk.client.ref, "status.containerStatuses", undefined, why)],
    payload: walk.payload,
  });
}
