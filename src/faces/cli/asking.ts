import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { LiveConfig } from "../../model/config.ts";
import type { Probes } from "../../model/doctor.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Observer, Source } from "../../model/source.ts";
import { safe } from "../../render/safe.ts";
import { chooseContext } from "../../source/cluster/choose-context.ts";
import { kubeconfigFiles, readKubeconfigs } from "../../source/cluster/kubeconfig.ts";
import { fileSource } from "../../source/files/file-source.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { readConfig, usualFile } from "../config/read-config.ts";
import { snapshotPaths } from "../config/snapshot-paths.ts";
import type { LiveCluster } from "../live/live-cluster.ts";
import { snapshotProbes } from "../live/snapshot-probes.ts";
import { secretText, secretVariable } from "../serve/given-secrets.ts";
import type { Reading } from "./command.ts";
import type { Io } from "./io.ts";
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
  if (from.snapshots.length > 0) return snapshot(from.snapshots, from, io);
  if (from.cluster === undefined && from.config === undefined) return contextNamed(from, io);
  const file = from.config ?? usualFile;
  const cluster = clusterNamed(readConfig(file), from.cluster);
  if (cluster.live === undefined) return { ...snapshot(snapshotPaths(cluster, file), from, io), name: from.cluster };
  return live(cluster.name, cluster.live, { folder: dirname(file), at: from.at, io });
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
async function contextNamed({ context, kubeconfig, at }: Reading, io: Io): Promise<Opened> {
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
  const opened = await live(name, { reach, deadlineSeconds: patience }, { folder: ".", at, io });
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
