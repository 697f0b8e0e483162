import { boundHosts } from "../mesh/gateway-bound-hosts.ts";
import { gatewayListener } from "../mesh/gateway-listener.ts";
import type { GatewayServerAt } from "../mesh/gateway-servers.ts";
import { gatewayWorkload } from "../mesh/gateway-workload.ts";
import { isWildcard } from "../mesh/host.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { targetPortOn } from "../mesh/pod-endpoint.ts";
import { isAlive } from "../mesh/workloads.ts";
import type { Flow } from "../model/flow.ts";
import type { Mesh } from "../model/mesh.ts";
import { isNonEmpty, mapNonEmpty, type NonEmpty } from "../model/non-empty.ts";
import type { Pair } from "../model/pair.ts";
import type { Question, Scheme } from "../model/question.ts";
import type { RegistryPort } from "../model/service.ts";
import { type Boundary, boundaries } from "./boundaries.ts";
import { podsOfParty } from "./pods-of-party.ts";
import { schemeOfNumber, schemeOfPort } from "./scheme-of-port.ts";
import type { SeenRequest } from "./seen-requests.ts";

/** How many requests are simulated at most; what is cut is said. */
const mostFlows = 40;

/** Where a gateway tells load balancers of its health; no Gateway listens there. Source: Istio's gateway chart, `status-port`. */
const statusPort = 15021;

/** A way in: a port, and under which name and in which tongue it is spoken to. */
interface Door {
  readonly host: string;
  readonly port: number;
  readonly scheme: Scheme;
  readonly why: string;
  /** The Service that it is one of, where the workload has several. */
  readonly through?: string;
}

/** The requests to ask about, and how many more there would be. */
interface Flows {
  readonly flows: NonEmpty<Flow>;
  readonly leftOut: number;
}

/**
 * The requests to ask about. A named one stands alone; else those seen failing, the plain request on each port, and one
 * representative for each boundary that the configuration draws (rule 4).
 */
export function flowsFor(mesh: Mesh, pair: Pair, question: Question, seen: readonly SeenRequest[]): Flows {
  const [first, ...others] = allFlows(mesh, pair, question, seen);
  const flows: NonEmpty<Flow> = [first, ...others.slice(0, mostFlows - 1)];
  return { flows, leftOut: others.length + 1 - flows.length };
}

function allFlows(mesh: Mesh, pair: Pair, question: Question, seen: readonly SeenRequest[]): NonEmpty<Flow> {
  const doors = pair.viaGateway ? gatewayDoors(mesh, pair, question) : meshDoors(mesh, pair, question);
  if (question.request !== undefined) {
    const door = doors.find(({ scheme }) => scheme === "http" || scheme === "grpc" || scheme === "https") ?? doors[0];
    const why =
      question.port === undefined && doors.length > 1 ? `named in the question; ${door.why}` : "named in the question";
    const asked = flow(
      pair,
      question,
      door,
      { method: question.request.method, path: question.request.path, headers: [] },
      why,
      true,
    );
    const alike = doors.filter(({ port, scheme }) => port === door.port && scheme === door.scheme);
    if (pair.viaGateway || alike.length < 2) return [asked];
    const { through: _, ...any } = asked;
    return [{ ...any, anyOf: alike.map(({ host }) => host) }];
  }
  const failing = seen.flatMap(({ port, method, path, host }) => {
    const door =
      doors.find((candidate) => port === undefined || candidate.port === port) ??
      (question.port === undefined ? undefined : doors[0]);
    return door === undefined
      ? []
      : [
          flow(
            pair,
            question,
            host === undefined ? door : { ...door, host },
            { method, path, headers: [] },
            "seen failing in the logs",
            true,
          ),
        ];
  });
  const plain = doors.map((door) => plainFlow(pair, question, door));
  const drawn = doors.flatMap((door) =>
    boundaries(mesh, pair, plainFlow(pair, question, door)).map((boundary) =>
      flow(pair, question, door, boundary, boundary.why, false),
    ),
  );
  const flows = unique([...failing, ...plain, ...drawn]);
  return isNonEmpty(flows) ? flows : [plainFlow(pair, question, doors[0])];
}

function plainFlow(pair: Pair, question: Question, door: Door): Flow {
  return flow(pair, question, door, plainest, `plain request on ${door.why}`, false);
}

const plainest = { method: undefined, path: undefined, headers: [] };

function flow(
  pair: Pair,
  question: Question,
  door: Door,
  request: Pick<Boundary, "headers" | "token"> & {
    readonly method: string | undefined;
    readonly path: string | undefined;
  },
  why: string,
  named: boolean,
): Flow {
  const token = question.token ?? request.token;
  return {
    from: pair.from,
    to: pair.to,
    host: door.host,
    ...(door.host === pair.host && (pair.addresses?.length ?? 0) > 1 ? { anyOf: pair.addresses } : {}),
    ...(door.through === undefined ? {} : { through: door.through }),
    port: door.port,
    scheme: door.scheme,
    ...(request.method === undefined ? {} : { method: request.method }),
    ...(request.path === undefined ? {} : { path: request.path }),
    headers: [...question.headers, ...request.headers],
    ...(token === undefined ? {} : { token }),
    ...(question.clientIp === undefined ? {} : { clientIp: question.clientIp }),
    named,
    chosenBecause: why,
    ...(pair.viaGateway ? { viaGateway: true } : {}),
  };
}

/** What is called by the one name that was given for it. */
const byName: ReadonlySet<string> = new Set(["Service", "ServiceEntry", "Host", "Pod"]);

/** A port, and by which name it is dialled. */
interface Exposed {
  readonly host: string;
  readonly port: RegistryPort;
  /** Its Service's short name. */
  readonly service: string;
}

function meshDoors(mesh: Mesh, pair: Pair, question: Question): NonEmpty<Door> {
  const exposed = exposedBy(mesh, pair).filter(({ port }) => port.protocol !== "UDP");
  const doorAt = ({ host, port, service }: Exposed, name: string): Door => {
    const isOneOfSeveral = exposed.some((other) => other.host !== host);
    const { number } = port;
    const why = `port ${number}${name}${isOneOfSeveral ? ` of ${service}` : ""}`;
    const made = door(host, number, question.scheme ?? schemeOfPort(port), why);
    return isOneOfSeveral ? { ...made, through: service } : made;
  };
  if (question.port !== undefined) {
    const { port: asked, scheme } = question;
    const known = exposed.filter(({ port }) => port.number === asked);
    return isNonEmpty(known)
      ? mapNonEmpty(known, (one) => doorAt(one, ""))
      : [door(pair.host, asked, scheme ?? schemeOfNumber(asked), `port ${asked}`)];
  }
  if (isNonEmpty(exposed))
    return mapNonEmpty(exposed, (one) => doorAt(one, one.port.name === "" ? "" : ` (${one.port.name})`));
  const own = ownPorts(mesh, pair);
  if (isNonEmpty(own))
    return mapNonEmpty(own, (port) =>
      door(pair.host, port, question.scheme ?? schemeOfNumber(port), `port ${port}, which its containers declare`),
    );
  const scheme = question.scheme ?? (isIpAddress(pair.host) ? "http" : "https");
  return [door(pair.host, scheme === "https" || scheme === "tls" ? 443 : 80, scheme, "the scheme's own port")];
}

/**
 * The ports under the name that leads to them: a workload may be called through any of its Services. A pod that is
 * dialled by its address has those that the Services lead to.
 */
function exposedBy(mesh: Mesh, { to, services, host }: Pair): readonly Exposed[] {
  if (to.kind === "Pod" && isIpAddress(host)) {
    const pod = mesh.home(to).get("Pod", to.namespace, to.name);
    return services
      .flatMap(({ ref, ports }) =>
        ports.flatMap((port) => {
          const number = pod === undefined ? undefined : targetPortOn(pod, port.targetPort);
          return number === undefined ? [] : [{ host, port: { ...port, number }, service: ref.name }];
        }),
      )
      .filter(({ port }, i, all) => all.findIndex((other) => other.port.number === port.number) === i);
  }
  const isWorkload = !byName.has(to.kind);
  const called = isWorkload ? services : services.slice(0, 1);
  return called.flatMap(({ hostname, ports, ref }) =>
    ports.map((port) => ({ host: isWorkload ? hostname : host, port, service: ref.name })),
  );
}

/** The ports that applications of pods without a Service declare, in order: the only word there is on where they listen. */
function ownPorts(mesh: Mesh, { to, services, host }: Pair): readonly number[] {
  if (services.length > 0 || !isIpAddress(host)) return [];
  const pods = podsOfParty(mesh, to).filter(isAlive);
  const declared = pods.flatMap(({ spec }) =>
    spec.containers
      .filter(({ name }) => name !== "istio-proxy")
      .flatMap(({ ports = [] }) => ports.filter(({ protocol = "TCP" }) => protocol === "TCP")),
  );
  return [...new Set(declared.map(({ containerPort }) => containerPort))].sort((a, b) => a - b);
}

function door(host: string, port: number, scheme: Scheme, why: string): Door {
  return { host, port, scheme, why };
}

/** Ports of the gateway's Service behind which something listens, under the names that lead to what is asked for. */
function gatewayDoors(mesh: Mesh, pair: Pair, question: Question): NonEmpty<Door> {
  const [client] = pair.clients;
  if (client === undefined) return meshDoors(mesh, pair, question);
  const gateway = gatewayWorkload(mesh, client);
  const named =
    question.headers.find(({ name }) => name.toLowerCase() === "host")?.value ??
    (pair.services.length === 0 ? pair.host : undefined);
  const ports =
    question.port !== undefined
      ? [question.port]
      : [...new Set(gateway.services.flatMap(({ ports: all }) => all.map(({ number }) => number)))];
  const doors = ports.flatMap((port) => {
    const { listening } = gatewayListener(mesh, gateway, port);
    if (!isNonEmpty(listening))
      return question.port === undefined
        ? []
        : [door(named ?? pair.host, port, question.scheme ?? "http", `port ${port}`)];
    const hosts = named !== undefined ? [named] : boundNames(mesh, gateway.namespace, listening, pair);
    const scheme = question.scheme ?? schemeOfServer(listening[0]);
    if (hosts.length === 0 && question.port === undefined) return [];
    return (hosts.length === 0 ? [pair.host] : hosts).map((host) =>
      door(host, port, scheme, `port ${port} of the gateway${named === undefined ? `, host ${host}` : ""}`),
    );
  });
  if (isNonEmpty(doors)) return doors;
  const open = ports.find((number) => isNonEmpty(gatewayListener(mesh, gateway, number).listening));
  const port = question.port ?? open ?? ports.find((number) => number !== statusPort) ?? 80;
  return [door(named ?? pair.host, port, question.scheme ?? "http", `port ${port} of the gateway`)];
}

function boundNames(
  mesh: Mesh,
  namespace: string,
  listening: readonly GatewayServerAt[],
  pair: Pair,
): readonly string[] {
  const bound = boundHosts(
    mesh,
    namespace,
    listening,
    pair.services.map(({ hostname }) => hostname),
  );
  return [...new Set(bound.map(({ host }) => concrete(host, pair.host)))];
}

/** A name that a wildcard covers: `*.example.com` → `www.example.com`. */
function concrete(host: string, otherwise: string): string {
  if (host === "*") return otherwise;
  return isWildcard(host) ? `www${host.slice(1)}` : host;
}

function schemeOfServer({ form }: GatewayServerAt): Scheme {
  switch (form) {
    case "http":
      return "http";
    case "https":
      return "https";
    case "tcp":
      return "tcp";
    default:
      return "tls";
  }
}

function unique(flows: readonly Flow[]): readonly Flow[] {
  const seen = new Set<string>();
  return flows.filter((one) => {
    const key = JSON.stringify([
      one.host,
      one.port,
      one.scheme,
      one.method ?? "GET",
      one.path ?? "/",
      one.headers,
      one.token?.claims ?? null,
    ]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
