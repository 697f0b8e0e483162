import { plainText } from "../../kinds/plain-text.ts";
import { isRawObject } from "../../kinds/raw-object.ts";
import type { LiveProbes, Probes, ReachProbe } from "../../model/doctor.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Access, Connection } from "./connection.ts";
import { controlPlaneReads } from "./heavy-reads.ts";
import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble, type TroubleKind } from "./kube-trouble.ts";
import { firstReads, meshReads } from "./light-reads.ts";
import { doctorKinds, optionalPermissions, permissions } from "./permissions.ts";
import { probeReach } from "./probe-reach.ts";
import { probeExcess, probeRights } from "./probe-rights.ts";
import { reader } from "./reader.ts";
import { type Served, servedIn, versionsOf } from "./served.ts";

/** How to try a cluster. */
export interface ProbeOptions {
  readonly name: string;
  /** The way to it. @throws MeshError, KubeTrouble where there is none */
  connect(signal: AbortSignal): Promise<{ readonly connection: Connection; readonly api: KubeApi }>;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970, by the clock of this machine. */
  now(): number;
  /** Those that the configuration names. */
  readonly namespaces?: readonly string[];
  /** Whether questions ask proxies what they hold; else that right is one too many. */
  readonly proxies?: boolean;
}

/** Tries everything that a question rests on. What fails is part of the answer, never an error. */
export async function probeCluster(options: ProbeOptions): Promise<Probes> {
  const { signal, now } = options;
  let way: { readonly connection: Connection; readonly api: KubeApi };
  let access: Access;
  try {
    way = await options.connect(signal);
    access = await way.connection.access(signal);
  } catch (error) {
    return unreached(options, [connectionFailure(error)]);
  }
  const { connection, api } = way;
  const reach = await probeReach(connection, access.tls, now(), signal);
  if (reach.some(({ state }) => state === "failed")) return unreached(options, reach);

  const [who, version, served] = await Promise.all([
    whoAsks(api, signal),
    tried(async () => api.get("/version", { signal })),
    tried(async () => api.get("/apis", { signal })),
  ]);
  const clock = { at: api.stats.serverTime, here: iso(now()) };
  if (who.state === "failed") return unreached(options, [...reach, who], clock.at);
  if (isNotFound(version) && isNotFound(served)) return unreached(options, [...reach, notOne(served)], clock.at);

  const versions = served instanceof KubeTrouble ? undefined : servedIn(served);
  const { rights, excess, resources, gaps } = await looked(api, versions, options);
  const gitVersion = version instanceof KubeTrouble ? undefined : version.gitVersion;
  const live: LiveProbes = {
    reach: [...reach, who],
    ...(typeof gitVersion === "string" ? { version: plainText(gitVersion) } : {}),
    ...(versions === undefined ? {} : { served: groupsOf(versions) }),
    rights,
    excess,
  };
  return { name: options.name, live, resources, gaps, at: clock.at ?? clock.here, here: clock.here };
}

/** The mesh's own setup as far as it can be read, and all rights, which the revisions that are found add to. */
async function looked(
  api: KubeApi,
  served: Served | undefined,
  { signal, namespaces = [], proxies = false }: ProbeOptions,
): Promise<Pick<LiveProbes, "rights" | "excess"> & Pick<Probes, "resources" | "gaps">> {
  const kube = reader({ api, signal, namespaces: () => namespaces, onRead: () => undefined });
  if (served !== undefined) kube.serves(served);
  const kinds = ["Gateway", "KubernetesGateway", ...doctorKinds] as const;
  await kube.read([...firstReads.filter(({ kind }) => kind !== "Service"), ...kinds.map((kind) => ({ kind }))]);
  const webhooks = kube.all("MutatingWebhookConfiguration");
  const configurations = meshReads({ MutatingWebhookConfiguration: webhooks }, true).filter(
    ({ kind }) => kind === "ConfigMap",
  );
  const planes = new Set(configurations.flatMap(({ namespace }) => namespace ?? []));
  const wanted = permissions(webhooks).filter(({ kind }) => kind === undefined || versionsOf(kind, served).length > 0);
  const optionals = optionalPermissions.filter(({ granted }) => proxies || granted !== "proxy-state");
  const [rights, optional, excess] = await Promise.all([
    probeRights(api, wanted, { signal, namespaces }),
    // Granted by namespace, if at all: the control plane's is where it helps first.
    probeRights(api, optionals, { signal, namespaces: [...new Set([...planes, ...namespaces])] }),
    probeExcess(api, proxies, signal),
    kube.read([
      ...configurations,
      ...[...planes].flatMap((namespace) => [
        ...controlPlaneReads(namespace),
        { kind: "DaemonSet" as const, namespace },
      ]),
    ]),
  ]);
  return { rights: [...rights, ...optional], excess, resources: kube.resources(), gaps: kube.gaps };
}

async function whoAsks(api: KubeApi, signal: AbortSignal): Promise<ReachProbe> {
  const step = "authentication";
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  try {
    const { status } = await api.review("/apis/authentication.k8s.io/v1/selfsubjectreviews", body, { signal });
    const user = isRawObject(status) && isRawObject(status.userInfo) ? status.userInfo : {};
    const groups = (Array.isArray(user.groups) ? user.groups : []).filter((group) => group !== "system:authenticated");
    const of = groups.length === 0 ? "" : ` (groups ${plainText(groups.join(", "), 200)})`;
    return { step, state: "well", what: `asks as ${plainText(String(user.username ?? "somebody"))}${of}` };
  } catch (error) {
    if (!(error instanceof KubeTrouble)) throw error;
    const what = plainText(error.message);
    if (error.kind === "forbidden" && what.includes("system:anonymous"))
      return { step, state: "failed", what: "asks as nobody: no credentials were sent", hint: advice.unauthorized };
    // Older than 1.28, or taken away: what may be done is found out all the same.
    if (error.kind === "not-found" || error.kind === "forbidden")
      return {
        step,
        state: "warning",
        what: `the server takes the credentials and does not say whose they are (${what})`,
      };
    return { step, state: "failed", what, hint: advice[error.kind] ?? "Ask again in a minute." };
  }
}

const advice = {
  unauthorized:
    "Sign in again, or renew the token. For EKS: map the IAM role with an access entry (infra/kubernetes/eks), and see that the clock is right.",
  unreachable: "Check the server's address and the network on the way.",
  timeout: "Ask again; if it stays, check proxies and the network on the way, or the load of the API server.",
  overloaded: "Ask again in a minute: the API server has too much to do.",
  garbled: "What answers is no API server: check the address, and whether a login page or a proxy stands before it.",
} satisfies { readonly [K in TroubleKind]?: string } as { readonly [K in TroubleKind]?: string };

function connectionFailure(error: unknown): ReachProbe {
  const step = "connection";
  if (error instanceof MeshError) return { step, state: "failed", what: plainText(error.message), hint: error.next };
  if (!(error instanceof KubeTrouble)) throw error;
  const hint = advice[error.kind];
  return { step, state: "failed", what: plainText(error.message), ...(hint === undefined ? {} : { hint }) };
}

function unreached({ name, now }: ProbeOptions, reach: readonly ReachProbe[], at?: string): Probes {
  const here = iso(now());
  return { name, live: { reach, rights: [], excess: [] }, resources: {}, gaps: [], at: at ?? here, here };
}

function isNotFound(tried: unknown): tried is KubeTrouble {
  return tried instanceof KubeTrouble && tried.kind === "not-found";
}

/** Some other server: one of Kubernetes has both, for whoever may see them. */
function notOne({ message }: KubeTrouble): ReachProbe {
  const what = `${plainText(message)}, where every API server tells what it serves`;
  return { step: "authentication", state: "failed", what, ...(advice.garbled && { hint: advice.garbled }) };
}

async function tried<T>(act: () => Promise<T>): Promise<T | KubeTrouble> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof KubeTrouble) return error;
    throw error;
  }
}

function groupsOf(served: Served): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...served].map(([group, versions]) => [plainText(group), versions.map((one) => plainText(one))]),
  );
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
