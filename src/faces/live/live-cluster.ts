import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import manifest from "../../../package.json" with { type: "json" };
import type { LiveConfig, ReachConfig } from "../../model/config.ts";
import type { Probes } from "../../model/doctor.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Source } from "../../model/source.ts";
import { type ClusterSource, clusterSource } from "../../source/cluster/cluster-source.ts";
import { connect, type Reach } from "../../source/cluster/connect.ts";
import type { KubeApi } from "../../source/cluster/kube-api.ts";
import { openKubeApi } from "../../source/cluster/open-kube-api.ts";
import { probeCluster } from "../../source/cluster/probe-cluster.ts";
import { type ClusterNames, readNames } from "../../source/cluster/read-names.ts";
import type { Environment, Surroundings } from "../../source/cluster/surroundings.ts";

/** A cluster that is read live, and what it is read with. */
export interface LiveClusterOptions extends LiveConfig {
  /** How it is called in answers and errors. */
  readonly name: string;
  /** What relative paths are relative to. */
  readonly folder: string;
  readonly environment: Environment;
  /** A secret by its name: a kubeconfig. */
  secret(name: string): Promise<string>;
  /** Milliseconds since 1970. */
  now(): number;
  /** The moment to take for now, RFC 3339; else the server's own clock. */
  readonly at?: string;
}

/** One live cluster, over one connection that is kept from question to question. */
export interface LiveCluster {
  /** Reads it; every question ends by its deadline, and by `until`, milliseconds since 1970. */
  source(until?: number): Source;
  /** What can be asked about in it. @throws MeshError */
  names(until?: number): Promise<ClusterNames>;
  /**
   * Tries all that questions rest on, over a connection of its own. What fails is part of what is found.
   * @param also namespaces in which rights are tried that are not there in all, besides the configured ones
   */
  probe(until?: number, also?: readonly string[]): Promise<Probes>;
  /** Lets go of the connection. */
  close(): Promise<void>;
}

/** Opens nothing yet: the first question does. */
export function liveCluster(options: LiveClusterOptions): LiveCluster {
  const { name, namespaces, deadlineSeconds, secrets = false, proxies = false, now, at } = options;
  const limited = namespaces === undefined ? {} : { namespaces };
  const surroundings: Surroundings = {
    version: manifest.version,
    now,
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, { signal });
    },
    random: Math.random,
    environment: options.environment,
  };
  let held: Held | undefined;

  function fresh(): Held {
    const opened: { api: Promise<KubeApi> | undefined } = { api: undefined };
    const open = async (signal: AbortSignal): Promise<KubeApi> => {
      opened.api ??= connected(signal).catch((error: unknown) => {
        opened.api = undefined;
        throw error;
      });
      return opened.api;
    };
    const cluster = clusterSource({
      name,
      connect: open,
      deadline: ends,
      now,
      ...(at === undefined ? {} : { at }),
      ...limited,
      secrets,
      proxies,
    });
    return { cluster, open, users: 0, close: async () => (await opened.api?.catch(() => undefined))?.close() };
  }

  async function connected(signal: AbortSignal): Promise<KubeApi> {
    const connection = await connect(await reachOf(options.reach, options), surroundings, signal);
    return openKubeApi({ ...connection, name }, surroundings);
  }

  function ends(until = Number.POSITIVE_INFINITY): AbortSignal {
    return AbortSignal.timeout(Math.max(0, Math.min(deadlineSeconds * 1000, Math.floor(until - now()))));
  }

  /** Where a cluster could not be read at all, the next question begins anew: with a secret as it is then. */
  async function using<T>(act: (connection: Held) => Promise<T>): Promise<T> {
    held ??= fresh();
    const used = held;
    used.users += 1;
    try {
      return await act(used);
    } catch (error) {
      if (held === used && error instanceof MeshError && error.code === "CLUSTER_UNAVAILABLE") held = undefined;
      throw error;
    } finally {
      used.users -= 1;
      if (held !== used && used.users === 0) await used.close();
    }
  }

  return {
    source: (until) => ({
      read: async (asked, observer, stop) =>
        using(async ({ cluster }) => {
          const end = stop === undefined ? ends(until) : AbortSignal.any([ends(until), stop]);
          return cluster.read(asked, observer, end);
        }),
    }),
    names: async (until) =>
      using(async ({ open }) => {
        const signal = ends(until);
        return readNames(await open(signal), { name, signal, ...limited });
      }),
    probe: async (until, also = []) => {
      let api: KubeApi | undefined;
      try {
        return await probeCluster({
          name,
          connect: async (signal) => {
            const connection = await connect(await reachOf(options.reach, options), surroundings, signal);
            api = openKubeApi({ ...connection, name }, surroundings);
            return { connection: { ...connection, name }, api };
          },
          signal: ends(until),
          now,
          proxies,
          namespaces: [...new Set([...(namespaces ?? []), ...also])],
        });
      } finally {
        await api?.close();
      }
    },
    close: async () => {
      const closing = held;
      held = undefined;
      await closing?.close();
    },
  };
}

/** A connection, and how many questions are being asked over it. */
interface Held {
  readonly cluster: ClusterSource;
  open(signal: AbortSignal): Promise<KubeApi>;
  users: number;
  close(): Promise<void>;
}

async function reachOf(
  reach: ReachConfig,
  { folder, environment, secret }: Pick<LiveClusterOptions, "folder" | "environment" | "secret">,
): Promise<Reach> {
  switch (reach.by) {
    case "kubeconfig": {
      const { file, ...rest } = reach;
      return file === undefined ? rest : { ...rest, file: absolute(file, folder, environment) };
    }
    case "kubeconfig-secret": {
      const { secret: name, context } = reach;
      return {
        by: "kubeconfig-text",
        text: await secret(name),
        from: `the secret "${name}"`,
        ...(context === undefined ? {} : { context }),
      };
    }
    case "service-account":
      return reach;
    case "eks": {
      const { endpoint, ...rest } = reach;
      return { ...rest, ...(endpoint === undefined ? {} : { server: endpoint }) };
    }
  }
}

function absolute(file: string, folder: string, { HOME }: Environment): string {
  if (file.startsWith("~/")) return join(HOME || homedir(), file.slice(2));
  return isAbsolute(file) ? file : join(folder, file);
}
