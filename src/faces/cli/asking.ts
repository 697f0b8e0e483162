import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ClusterConfig, LiveConfig } from "../../model/config.ts";
import type { Probes } from "../../model/doctor.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { similarNames } from "../../model/similar-names.ts";
import type { Observer, Source } from "../../model/source.ts";
import { safe } from "../../render/safe.ts";
import { chooseContext } from "../../source/cluster/choose-context.ts";
import { kubeconfigFiles, readKubeconfigs } from "../../source/cluster/kubeconfig.ts";
import { fileSource } from "../../source/files/file-source.ts";
import { pairSource } from "../../source/pair-source.ts";
import { withClusters } from "../../source/with-clusters.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { readConfig, usualFile } from "../config/read-config.ts";
import { snapshotPaths } from "../config/snapshot-paths.ts";
import type { LiveCluster } from "../live/live-cluster.ts";
import { snapshotProbes } from "../live/snapshot-probes.ts";
import { secretText, secretVariable } from "../serve/given-secrets.ts";
import type { Reading } from "./command.ts";
import type { Io } from "./io.ts";
import { type NamedSnapshots, namedSnapshots } from "./named-snapshots.ts";
import { ownError } from "./own-error.ts";
import { progressOn } from "./progress.ts";

/** A place that a question is asked in. */
export interface Asked {
  readonly source: Source;
  readonly observer: Observer;
  /** What the cluster is called; undefined: it is a snapshot that was named by its path. */
  readonly name: string | undefined;
  /** The namespace that a context of a kubeconfig works in: short names are looked up there first. */
  readonly namespace: string | undefined;
  /** Tries all that questions rest on; rights that are not there in all namespaces, in these. */
  probe(namespaces: readonly string[]): Promise<Probes>;
}

interface Opened extends Omit<Asked, "observer"> {
  close(): Promise<void>;
}

/** Seconds for reading a cluster that no configuration describes. */
const patience = 20;

/**
 * Asks where a command line says: a snapshot, a configured cluster, a context of a kubeconfig; else its current context.
 * @throws MeshError where there is no such place, and whatever the asking throws
 */
export async function asking<T>(from: Reading, io: Io, ask: (asked: Asked) => Promise<T>): Promise<T> {
  const opened = await openedFor(from, io);
  const progress = progressOn(io);
  const source: Source = {
    read: async (asked, observer, stop) => {
      try {
        return await opened.source.read(asked, observer, stop);
      } finally {
        progress.clear();
      }
    },
  };
  try {
    return await ask({ ...opened, source, observer: progress.observe });
  } finally {
    await opened.close();
  }
}

async function openedFor(from: Reading, io: Io): Promise<Opened> {
  const { cluster, toCluster } = from;
  if (from.proxies && from.snapshots.length > 0) throw noProxies();
  const named = namedSnapshots(from.snapshots);
  if (named !== undefined) {
    const place = placeNamed(named, cluster, io, from);
    return toCluster === undefined ? place : together(place, placeNamed(named, toCluster, io, from), from);
  }
  if (from.snapshots.length > 0) {
    if ((cluster ?? toCluster) !== undefined) throw unnamedSnapshots(toCluster ?? cluster ?? "");
    return snapshot(from.snapshots, from, io);
  }
  if (cluster === undefined && toCluster === undefined && from.config === undefined) return contextNamed(from, io);
  const near = await configured(from, cluster, io);
  return toCluster === undefined ? near : together(near, await configured(from, toCluster, io), from);
}

/** A cluster of the configuration; where none is named, its first. */
async function configured(from: Reading, name: string | undefined, io: Io): Promise<Opened> {
  const file = from.config ?? usualFile;
  const config = readConfig(file);
  const cluster = clusterNamed(config, name);
  const opened =
    cluster.live === undefined
      ? { ...snapshotNamed(cluster, file, from, io), name: from.toCluster === undefined ? name : cluster.name }
      : await live(cluster.name, asToldIn(from, cluster.live), { folder: dirname(file), at: from.at, io });
  const names = config.clusters.map((each) => each.name);
  return { ...opened, source: withClusters(opened.source, names) };
}

/** A cluster's snapshot, of which nothing may be asked that only a live cluster tells. */
function snapshotNamed(cluster: ClusterConfig, file: string, from: Reading, io: Io): Opened {
  if (from.proxies) throw noProxies();
  if (from.secrets) throw noSecrets(cluster.name);
  return snapshot(snapshotPaths(cluster, file), from, io);
}

/** What the command line says besides the configuration. */
function asToldIn({ proxies, secrets }: Reading, live: LiveConfig): LiveConfig {
  return { ...live, ...(proxies ? { proxies } : {}), ...(secrets ? { secrets } : {}) };
}

function noProxies(): MeshError {
  return new MeshError(
    "USAGE",
    "Cannot use --proxies: a snapshot is asked, and it has no proxies that run",
    "Leave it out: a snapshot that was taken with --proxies tells what they said.",
  );
}

function noSecrets(name: string): MeshError {
  return new MeshError(
    "USAGE",
    `Cannot use "--secrets" with "${name}": it is a snapshot, and only a live cluster is asked for them`,
    "Leave it out: a snapshot has the Secrets that lie in it.",
  );
}

/** The snapshots of one name, those that are laid over others included; where no name is said, the only one there is. */
function placeNamed(named: NamedSnapshots, name: string | undefined, io: Io, from: Reading): Opened {
  const names = [...named.keys()];
  if (name === undefined && names.length > 1)
    throw new MeshError(
      "USAGE",
      `Cannot ask: the snapshots are of ${names.join(" and ")}, and the caller's cluster is not said`,
      `Name it with the caller: checkout@${names[0]}.`,
    );
  const chosen = name ?? names[0] ?? "";
  const paths = named.get(chosen);
  if (paths === undefined) {
    const near = similarNames(chosen, names);
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot ask cluster "${chosen}": no snapshot is named so`,
      near.length > 0
        ? `Did you mean ${near.join(" or ")}?`
        : `Ask one of ${names.join(", ")}, or add --snapshot ${chosen}=DIR.`,
      near.length > 0 ? near : names,
    );
  }
  const opened = snapshot(paths, from, io);
  return { ...opened, name: chosen, source: withClusters(opened.source, names) };
}

function unnamedSnapshots(name: string): MeshError {
  return new MeshError(
    "USAGE",
    `Cannot ask cluster "${name}" of a snapshot that has no name`,
    `Name it: --snapshot ${name}=DIR.`,
  );
}

/** Both clusters, read for one question. */
function together(near: Opened, far: Opened, { proxies }: Reading): Opened {
  if (near.name === far.name) return near;
  if (proxies)
    throw new MeshError(
      "USAGE",
      "Cannot use --proxies with two clusters: what proxies hold is compared within one",
      "Leave it out, or ask about each cluster by itself.",
    );
  return {
    ...near,
    source: pairSource(
      { cluster: near.name ?? "", source: near.source },
      { cluster: far.name ?? "", source: far.source },
    ),
    close: async () => {
      await Promise.all([near.close(), far.close()]);
    },
  };
}

function snapshot(paths: readonly string[], { at }: Reading, io: Io): Opened {
  const source = fileSource({
    paths,
    ...(paths.includes("-") ? { stdin: io.stdin } : {}),
    ...(at === undefined ? {} : { at }),
  });
  return {
    source,
    name: undefined,
    namespace: undefined,
    probe: async () => snapshotProbes(source, paths.join(", "), Date.now()),
    close: () => Promise.resolve(),
  };
}

/** As kubectl would: the context that is named, else the current one, which is then said. */
async function contextNamed({ context, kubeconfig, proxies, secrets, at }: Reading, io: Io): Promise<Opened> {
  if (kubeconfig === "")
    throw new MeshError(
      "USAGE",
      'Cannot use --kubeconfig "": it names no file',
      "Name the file (a variable that is not set gives nothing), or leave the option out.",
    );
  const files = kubeconfigFiles(kubeconfig, io.env);
  if (kubeconfig === undefined && !files.some((file) => existsSync(file)))
    throw new MeshError(
      "USAGE",
      `Cannot answer: no snapshot is named, and there is no kubeconfig${triedAt(files, io.env)}`,
      "Add --snapshot DIR (files as kubectl get -o yaml prints them) or --kubeconfig FILE, or try mesh demo.",
    );
  const config = readKubeconfigs(files);
  const { name, namespace, where } = chooseContext(config, context);
  if (context === undefined) {
    const first = namespace === undefined ? "" : `, namespace ${namespace} first`;
    io.err(`${safe(`Asking context "${name}", the current one of ${where}${first}`)}\n`);
  }
  const reach = {
    by: "kubeconfig" as const,
    context: name,
    // With several files the environment says it again.
    ...(kubeconfig === undefined ? {} : { file: files[0] ?? kubeconfig }),
    // What kubectl would run for this user is run for them.
    allowExec: true,
  };
  const opened = await live(name, { reach, deadlineSeconds: patience, proxies, secrets }, { folder: ".", at, io });
  return { ...opened, namespace };
}

/** Where it was looked for. */
function triedAt(files: readonly string[], { KUBECONFIG = "" }: Io["env"]): string {
  if (files.length === 0) return "";
  const named = files.map((file) => `"${file}"`).join(" or ");
  return ` at ${named}${KUBECONFIG === "" ? "" : " (KUBECONFIG)"}`;
}

async function live(
  name: string,
  config: LiveConfig,
  { folder, at, io }: { readonly folder: string; readonly at: string | undefined; readonly io: Io },
): Promise<Opened> {
  const cluster = await loaded().then(({ liveCluster }) =>
    liveCluster({
      ...config,
      name,
      folder,
      environment: io.env,
      now: Date.now,
      secret: (secret) => Promise.resolve(secretText(secretVariable(secret), io.env, readText, "ask the cluster")),
      ...(at === undefined ? {} : { at }),
    }),
  );
  io.spareMemory?.();
  return {
    source: translated(cluster),
    name,
    namespace: undefined,
    probe: async (namespaces) => cluster.probe(undefined, namespaces),
    close: async () => cluster.close(),
  };
}

function readText(file: string): string {
  return readFileSync(file, "utf8");
}

function translated(cluster: LiveCluster): Source {
  const source = cluster.source();
  return {
    read: async (asked, observer, stop) => {
      try {
        return await source.read(asked, observer, stop);
      } catch (error) {
        throw ownError(error);
      }
    },
  };
}

/** A bundle of its own: the libraries of Kubernetes and AWS would make every other command start later. */
async function loaded(): Promise<typeof import("../live/live-cluster.ts")> {
  try {
    return await import("../live/live-cluster.ts");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new MeshError(
      "NOT_BUILT",
      'Cannot read a cluster: "dist/cluster.js" is missing',
      "Install the package again.",
    );
  }
}
