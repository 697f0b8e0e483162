/** A Kubernetes API server over HTTPS on loopback, for tests and benchmarks: read only, and as wicked as it is told to be. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Server as TlsServer } from "node:tls";
import type { RawObject } from "../snapshot.ts";
import { catalogOf, type ServedVersions } from "./catalog.ts";
import { isCrowd, type KubeObjects } from "./crowd.ts";
import { deliver, deliverFaulty } from "./deliver.ts";
import { discoveryAnswer } from "./discovery-answer.ts";
import { type Fault, type Faults, faultList, type ShownCertificate } from "./faults.ts";
import { faultyAnswer, withHugeObject } from "./faulty-answer.ts";
import { gathering } from "./gathering.ts";
import { type KubeAnswer, text } from "./kube-answer.ts";
import {
  badRequest,
  forbidden,
  methodNotAllowed,
  noSuchResource,
  notFound,
  statusAnswer,
  unauthorized,
} from "./kube-status.ts";
import { type KubeContext, kubeconfigText } from "./kubeconfig-text.ts";
import { getAnswer, listAnswer } from "./list-answer.ts";
import { type ObjectStore, objectStore } from "./object-store.ts";
import { containerOf, type LogTexts, podLogAnswer } from "./pod-log.ts";
import { type Dial, type Exec, type PodHttp, speaks, streamExec, streamPorts, written } from "./pod-streams.ts";
import { type Authorizer, everythingAllowed, type KubeUser, rbacAuthorizer, type Subject, userOf } from "./rbac.ts";
import { type RequestInfo, requestInfo } from "./request-info.ts";
import type { Resource } from "./resource.ts";
import { reviewAnswer } from "./review-answer.ts";
import { roundsOf, type Span } from "./rounds-of.ts";
import { testCertificate, validity } from "./test-certificate.ts";

/** Someone who may log in. */
export interface KubeLogin {
  readonly token: string;
  readonly subject: Subject;
}

export interface FakeKubeOptions {
  readonly objects?: KubeObjects;
  /** By `namespace/pod/container`. */
  readonly logs?: LogTexts;
  /** Of containers that ran before those of now. */
  readonly previousLogs?: LogTexts;
  /** `v1.34.2` where nothing is said. */
  readonly version?: string;
  /** The server's clock, RFC 3339, standing still; the machine's where nothing is said. */
  readonly now?: string;
  /** Before every answer. */
  readonly latencyMs?: number;
  /** Answers what was sent together when all of it has come: only so can rounds be counted on a busy machine. */
  readonly inRounds?: boolean;
  /** Roles and bindings, and as whom those come who bring no other token. Everything is allowed where nothing is said. */
  readonly rbac?: { readonly objects: readonly RawObject[]; readonly subject: Subject };
  /** Must be brought; any token, or none, does where neither this nor `users` says something. */
  readonly token?: string;
  /** Others who may log in. */
  readonly users?: readonly KubeLogin[];
  readonly servedVersions?: ServedVersions;
  /** What listens on ports of pods and services, behind proxy and port-forward alike. */
  readonly http?: PodHttp;
  /** What listens on ports of pods for something else than plain HTTP. */
  readonly dial?: Dial;
  readonly exec?: Exec;
  /** Of the context in `kubeconfig`; `fake`. */
  readonly name?: string;
  /** Whether HTTP/2 is spoken with those who offer it, as API servers do; true. */
  readonly http2?: boolean;
}

/** One request that came. */
export interface KubeRequest extends Span {
  readonly method: string;
  readonly path: string;
  /** Without the question mark, as it was sent. */
  readonly query: string;
  readonly userAgent: string;
  readonly accept: string;
  /** 0: not answered, or not yet. */
  readonly status: number;
  /** Of the answer's body, as they were sent. */
  readonly bytes: number;
}

export interface FakeKube {
  /** `https://127.0.0.1:port`. */
  readonly url: string;
  /** What to trust: PEM in base64. */
  readonly caData: string;
  /** One context for each who may log in, the first for `token`. */
  readonly kubeconfig: string;
  /** For kubeconfigs of several clusters. */
  context(name: string, token?: string): KubeContext;
  /** In the order in which they came. */
  readonly requests: readonly KubeRequest[];
  /** How many connections were opened since the start or the last reset. */
  readonly connections: number;
  /** How many are open now. */
  readonly openConnections: number;
  /** How many requests waited for one another; see `roundsOf`. */
  rounds(): number;
  readonly faults: Faults;
  /** Other objects from now on. Lists that were begun go on with the ones before. */
  set(objects: KubeObjects): void;
  /** Others may log in from now on. */
  setUsers(users: readonly KubeLogin[]): void;
  /** Forgets requests, connections and faults. */
  reset(): void;
  stop(): Promise<void>;
}

const anonymous: KubeUser = { name: "system:anonymous", groups: ["system:unauthenticated"] };
const admin: KubeUser = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
/** How many states of the objects can be paged through. */
const remembered = 5;

type Upgrade = readonly [IncomingMessage, Duplex, Buffer];

export async function startFakeKube(options: FakeKubeOptions = {}): Promise<FakeKube> {
  const { version = "v1.34.2", latencyMs = 0, logs = {}, previousLogs = {}, name = "fake" } = options;
  const certificates = certificatesFor(["127.0.0.1", "localhost"]);
  const caData = Buffer.from(
    [certificates.trusted, certificates["wrong-host"], certificates.expired].map(({ cert }) => cert).join(""),
  ).toString("base64");
  const faults = faultList();
  const stopping = new AbortController();
  const others = options.inRounds === true ? gathering(stopping.signal) : async () => undefined;
  const sockets = new Set<Socket>();
  let requests: Recorded[] = [];
  let connections = 0;
  let logins = new Map<string, KubeUser>();
  let resources: readonly Resource[] = [];
  let stores: readonly ObjectStore[] = [];
  const self = options.rbac === undefined ? admin : userOf(options.rbac.subject);
  const authorizer = options.rbac === undefined ? everythingAllowed : rbacAuthorizer(options.rbac.objects);
  const strangers = rbacAuthorizer(options.rbac?.objects ?? []);
  set(options.objects ?? []);
  setUsers(options.users ?? []);

  const server =
    options.http2 === false
      ? (createServer(certificates.trusted) as unknown as Http2SecureServer)
      : createSecureServer({ ...certificates.trusted, allowHTTP1: true });
  server.on("request", (request, response) => {
    serve(request as unknown as IncomingMessage, response as unknown as ServerResponse).catch((error: unknown) =>
      // What is wrong with the fake must not look like a cluster's trouble.
      process.emitWarning(`the fake API server failed: ${error instanceof Error ? error.stack : String(error)}`),
    );
  });
  server.on("upgrade", (...upgrade: Upgrade) => {
    serveUpgrade(upgrade).catch(() => upgrade[1].destroy());
  });
  server.on("secureConnection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("sessionError", () => undefined);
  server.on("tlsClientError", () => undefined);
  server.on("clientError", (_error: Error, socket: Duplex) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    caData,
    get kubeconfig() {
      const [first, ...others] = [...logins];
      return kubeconfigText([
        context(name, first?.[0]),
        ...others.map(([token, user]) => context(user.name.split(":").at(-1) ?? user.name, token)),
      ]);
    },
    context,
    get requests() {
      return requests;
    },
    get connections() {
      return connections;
    },
    get openConnections() {
      return sockets.size;
    },
    rounds: () => roundsOf(requests),
    faults: {
      add: faults.add,
      certificate: show,
      compact: () => {
        stores = stores.slice(-1);
      },
      clear,
    },
    set,
    setUsers,
    reset: () => {
      requests = [];
      connections = 0;
      clear();
    },
    stop: async () => {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };

  function context(named: string, token?: string): KubeContext {
    return { name: named, server: url, caData, ...(token !== undefined && { token }) };
  }

  function set(objects: KubeObjects): void {
    resources = catalogOf(samplesOf(objects), options.servedVersions);
    const next = (stores.at(-1)?.version ?? 1000) + 1;
    stores = [...stores, objectStore(objects, resources, next)].slice(-remembered);
  }

  function setUsers(users: readonly KubeLogin[]): void {
    logins = new Map(users.map(({ token, subject }) => [token, userOf(subject)]));
    if (options.token !== undefined) logins = new Map([[options.token, self], ...logins]);
  }

  function show(shown: ShownCertificate): void {
    (server as unknown as TlsServer).setSecureContext(certificates[shown]);
  }

  function clear(): void {
    faults.clear();
    show("trusted");
  }

  /** @returns `undefined`: a token that nobody has */
  function userBehind({ headers }: IncomingMessage): KubeUser | undefined {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
    if (logins.size === 0) return self;
    return token === undefined ? anonymous : logins.get(token);
  }

  function authorizerOf(user: KubeUser): Authorizer {
    return user === anonymous ? strangers : authorizer;
  }

  /** What stands before every answer: who asks, what goes wrong, and whether they may. */
  function atTheDoor(request: IncomingMessage, info: RequestInfo, fault: Fault | undefined): KubeAnswer | KubeUser {
    const user = userBehind(request);
    const faulty = fault && faultyAnswer(fault, (user ?? anonymous).name, info);
    if (faulty !== undefined) return faulty;
    if (user === undefined) return unauthorized;
    const { allowed, reason } = authorizerOf(user).decide(user, attemptOf(info));
    return allowed ? user : forbidden(user.name, info, reason);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const record = recordOf(request);
    requests.push(record);
    const end = (): void => {
      if (record.endedAt === Number.POSITIVE_INFINITY) record.endedAt = performance.now();
    };
    response.once("finish", end);
    response.once("close", end);
    response.on("error", () => undefined);
    const info = infoOf(request);
    const fault = faults.next(request.url ?? "", info);
    const body = await bodyOf(request);
    await sleep(latencyMs + (fault?.is === "slow" ? fault.ms : 0), undefined, { signal: stopping.signal }).catch(
      () => undefined,
    );
    await others();
    if (response.destroyed || stopping.signal.aborted) return;
    if (options.now !== undefined) response.setHeader("date", new Date(options.now).toUTCString());
    const answer = async (): Promise<KubeAnswer> => {
      const user = atTheDoor(request, info, fault);
      const plain = "groups" in user ? await answerOf(request, info, user, body) : user;
      if (fault?.is === "huge" && plain.status === 200 && plain.type === "application/json")
        return withHugeObject(plain, fault.bytes);
      return fault?.is === "content-type" ? { ...plain, type: fault.type } : plain;
    };
    const sentFaulty = fault && (await deliverFaulty(fault, answer, response, stopping.signal));
    const packs = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
    record.bytes = sentFaulty ?? (await deliver(await answer(), response, packs));
    if (response.headersSent) record.status = response.statusCode;
    end();
  }

  async function answerOf(
    request: IncomingMessage,
    info: RequestInfo,
    user: KubeUser,
    body: Buffer,
  ): Promise<KubeAnswer> {
    const { method = "GET" } = request;
    const isRead = method === "GET" || method === "HEAD";
    if (info.resource === undefined) {
      if (["/healthz", "/livez", "/readyz"].includes(info.path)) return text(200, "ok");
      const discovered = discoveryAnswer(info.path, resources, version);
      if (discovered !== undefined) return isRead ? discovered : methodNotAllowed;
      return text(404, "404 page not found\n");
    }
    const { group, version: asked, plural, subresource } = info.resource;
    const resource = resources.find(
      (one) => one.group === group && one.plural === plural && one.versions.includes(asked),
    );
    if (resource === undefined) {
      const isKnown = resources.some((one) => one.group === group && one.versions.includes(asked) && !one.custom);
      return isKnown ? noSuchResource : text(404, "404 page not found\n");
    }
    if (resource.verbs.includes("create")) {
      if (method !== "POST") return methodNotAllowed;
      const type = request.headers["content-type"] ?? "";
      return reviewAnswer(resource.kind, group, { type, bytes: body }, user, authorizerOf(user));
    }
    if (subresource !== "") return subresourceAnswer(method, resource, info);
    if (!isRead) return methodNotAllowed;
    const accept = String(request.headers.accept ?? "");
    const isNamed = info.verb === "get";
    if (!isNamed && info.verb !== "list") return methodNotAllowed;
    if (isNamed && resource.namespaced && info.namespace === "") return noSuchResource;
    return isNamed ? getAnswer(stores, resource, info, accept) : listAnswer(stores, resource, info, accept);
  }

  async function subresourceAnswer(method: string, resource: Resource, info: RequestInfo): Promise<KubeAnswer> {
    const subresource = info.resource?.subresource ?? "";
    if (!resource.subresources.includes(subresource)) return noSuchResource;
    if (subresource === "proxy") return proxyAnswer(method, resource, info);
    if (subresource === "exec" || subresource === "portforward") return badRequest("Upgrade request required");
    if (method !== "GET") return methodNotAllowed;
    const object = objectOf(resource, info.namespace, info.name);
    if (object === undefined) return notFound({ ...resource, name: info.name });
    if (subresource === "status") return getAnswer(stores, resource, info, "");
    const now = options.now === undefined ? Date.now() : Date.parse(options.now);
    return podLogAnswer(object, info.query, { current: logs, previous: previousLogs }, now);
  }

  async function proxyAnswer(method: string, resource: Resource, info: RequestInfo): Promise<KubeAnswer> {
    const kind = resource.plural as "pods" | "services";
    const parts = info.name.split(":");
    const [target = "", port = ""] = parts.length === 3 ? parts.slice(1) : parts;
    if (objectOf(resource, info.namespace, target) === undefined) return notFound({ ...resource, name: target });
    const { namespace, query } = info;
    const asked = { kind, namespace, name: target, port, method, path: `/${info.rest}`, query, via: "proxy" } as const;
    const answered = await options.http?.(asked);
    if (answered === undefined)
      return kind === "services"
        ? statusAnswer(503, "ServiceUnavailable", `no endpoints available for service "${info.name}"`)
        : statusAnswer(503, "ServiceUnavailable", "error trying to reach service: connect: connection refused");
    const { status, type, headers, body } = written(answered);
    return { status, type, headers, body: [body] };
  }

  function objectOf(resource: Resource, namespace: string, named: string): RawObject | undefined {
    const collection = stores.at(-1)?.of(resource);
    const position = collection?.find(namespace, named);
    return position === undefined ? undefined : collection?.object(position);
  }

  async function serveUpgrade(upgrade: Upgrade): Promise<void> {
    const [request, socket] = upgrade;
    const record = recordOf(request);
    requests.push(record);
    socket.on("error", () => undefined);
    const info = infoOf(request);
    const fault = faults.next(request.url ?? "", info);
    await sleep(latencyMs + (fault?.is === "slow" ? fault.ms : 0), undefined, { signal: stopping.signal }).catch(
      () => undefined,
    );
    await others();
    if (fault?.is === "hang") return;
    if (fault?.is === "reset" || fault?.is === "reset-mid-body") {
      record.endedAt = performance.now();
      socket.destroy();
      return;
    }
    const refusal = startStream(upgrade, info, atTheDoor(request, info, fault));
    record.endedAt = performance.now();
    record.status = refusal?.status ?? 101;
    if (refusal === undefined) return;
    const body = Buffer.concat([...refusal.body].map((piece) => Buffer.from(piece)));
    record.bytes = body.length;
    socket.end(
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\ncontent-type: ${refusal.type}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body.toString("utf8")}`,
    );
  }

  /** @returns why there is no stream */
  function startStream(upgrade: Upgrade, info: RequestInfo, user: KubeAnswer | KubeUser): KubeAnswer | undefined {
    if (!("groups" in user)) return user;
    const kind = info.resource?.subresource;
    const pods = resources.find(({ group, plural }) => group === "" && plural === "pods");
    if (pods === undefined || (kind !== "exec" && kind !== "portforward"))
      return badRequest("no upgrade is possible here");
    const { namespace, name: pod, query } = info;
    // Since 1.35 whoever opens a web socket into a pod must be allowed to create one, however the method is called.
    if (Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? 0) >= 35) {
      const creating = { ...info, verb: "create" };
      const { allowed, reason } = authorizerOf(user).decide(user, attemptOf(creating));
      if (!allowed) return forbidden(user.name, creating, reason);
    }
    const object = objectOf(pods, namespace, pod);
    if (object === undefined) return notFound({ ...pods, name: pod });
    if (!speaks(kind, upgrade[0]))
      return badRequest(`unable to upgrade: no web socket with a protocol of ${kind} was asked for`);
    if (kind === "exec") {
      const container = containerOf(object, query.get("container"));
      if (typeof container !== "string") return container;
      if (!query.has("command")) return badRequest("you must specify at least 1 command for the container");
      streamExec(upgrade, { namespace, pod, container, command: query.getAll("command") }, options.exec);
      return undefined;
    }
    const ports = query.getAll("ports").flatMap((some) => some.split(",").map(Number));
    if (ports.length === 0 || ports.some((port) => !(port > 0 && port < 65_536)))
      return badRequest('query parameter "ports" is required');
    streamPorts(
      upgrade,
      ports.map((port) => ({ namespace, pod, port })),
      { dial: options.dial, http: options.http },
    );
    return undefined;
  }
}

/** A request while it is answered. */
type Recorded = { -readonly [K in keyof KubeRequest]: KubeRequest[K] };

function recordOf({ method = "", url = "", headers }: IncomingMessage): Recorded {
  const mark = url.indexOf("?");
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    userAgent: headers["user-agent"] ?? "",
    accept: String(headers.accept ?? ""),
    status: 0,
    bytes: 0,
    startedAt: performance.now(),
    endedAt: Number.POSITIVE_INFINITY,
  };
}

function infoOf({ method = "GET", url = "/" }: IncomingMessage): RequestInfo {
  const mark = url.indexOf("?");
  return requestInfo(
    method,
    mark < 0 ? url : url.slice(0, mark),
    new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
  );
}

function attemptOf({ verb, path, resource, namespace, name }: RequestInfo): Parameters<Authorizer["decide"]>[1] {
  if (resource === undefined) return { verb, path };
  const { group, plural, subresource } = resource;
  return { verb, group, resource: plural, subresource, namespace, name };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request) pieces.push(piece as Buffer);
  } catch {
    // Whoever breaks off in the middle gets no answer anyway.
  }
  return Buffer.concat(pieces);
}

/** One object of each crowd: enough to know what is to be served. */
function* samplesOf(objects: KubeObjects): Iterable<RawObject> {
  for (const given of objects)
    if (!isCrowd(given)) yield given;
    else if (given.count > 0) yield given.object(0);
}

function certificatesFor(
  names: readonly string[],
): Readonly<Record<ShownCertificate, ReturnType<typeof testCertificate>>> {
  const well = validity(false);
  return {
    trusted: testCertificate({ names, subject: "fake-kube", ...well }),
    untrusted: testCertificate({ names, subject: "fake-kube-of-nobody", ...well }),
    "wrong-host": testCertificate({ names: ["elsewhere.example"], subject: "fake-kube-elsewhere", ...well }),
    expired: testCertificate({ names, subject: "fake-kube-of-yesterday", ...validity(true) }),
  };
}
