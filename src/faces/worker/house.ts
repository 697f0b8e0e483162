import { isAbsolute, join } from "node:path";
import { WebClient } from "@slack/web-api";
import { checks } from "../../checks/all.ts";
import type { ClusterConfig, Config, LiveConfig } from "../../model/config.ts";
import type { Source } from "../../model/source.ts";
import type { Store } from "../../model/store.ts";
import { builtIn } from "../../playbook/built-in.ts";
import { parsePlaybook } from "../../playbook/parse-playbook.ts";
import { fileSource } from "../../source/files/file-source.ts";
import type { LiveCluster } from "../live/live-cluster.ts";
import { snapshotProbes } from "../live/snapshot-probes.ts";
import { boltLogger } from "../slack/bolt-logger.ts";
import { namesIn } from "./names-in.ts";
import { pager } from "./pager.ts";
import { people } from "./people.ts";
import { voice } from "./voice.ts";
import type { WorkerLog, WorkerOptions } from "./worker-options.ts";

/** What a worker is built from; the same for Lambda, a long-running server and the playground. */
export interface HouseOptions {
  readonly config: Config;
  /** What relative paths of the configuration are relative to. */
  readonly folder: string;
  readonly store: Store;
  /** The bot's, `xoxb-…`. */
  readonly token: string;
  /** A secret by its name: the routing key of a PagerDuty service. */
  secret(name: string): Promise<string>;
  /** One that is a text of many lines: a kubeconfig. */
  secretText(name: string): Promise<string>;
  /** What programs of this process see of it: where AWS's credentials are, which proxy to take. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly slackApiUrl?: string;
  /** How long Slack may be silent, in milliseconds; 3000 where absent. */
  readonly slackTimeout?: number;
  readonly pagerDutyUrl?: string;
  readonly responseHosts: readonly string[];
  /** Brings what lies in S3 onto this disk, and gives its path. */
  fetchSnapshot(place: string): Promise<string>;
  readonly fetch: typeof fetch;
  sleep(milliseconds: number): Promise<void>;
  now(): number;
  readonly log: WorkerLog;
}

/** Live clusters by name, each over one connection; what reads them is loaded when the first is asked for. */
function liveClusters(options: HouseOptions): (name: string, live: LiveConfig) => Promise<LiveCluster> {
  const opened = new Map<string, Promise<LiveCluster>>();
  return async (name, live) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const { folder, environment, now, secretText: secret } = options;
    const opening = import("../live/live-cluster.ts").then(({ liveCluster }) =>
      liveCluster({ ...live, name, folder, environment, now, secret }),
    );
    opened.set(name, opening);
    return opening;
  };
}

function snapshotSource(snapshot: readonly string[], options: HouseOptions): Source {
  return {
    read: async (asked, observer) => {
      const places = new Map<string, string>();
      for (const place of snapshot) places.set(await pathOf(place, options), place);
      return fileSource({
        paths: [...places.keys()],
        // Where a function was unpacked to is nobody's business.
        called: (path) => (places.get(path) ?? path).replace(/^snapshots\//, ""),
      }).read(asked, observer);
    },
  };
}

async function pathOf(place: string, { folder, fetchSnapshot }: HouseOptions): Promise<string> {
  if (place.startsWith("s3://")) return fetchSnapshot(place);
  return isAbsolute(place) ? place : join(folder, place);
}

/** Builds everything that a worker uses, once for many jobs. */
export async function house(options: HouseOptions): Promise<WorkerOptions> {
  const { config, store, now, sleep, log, slackTimeout: timeout = 3000 } = options;
  const web = new WebClient(options.token, {
    timeout,
    // What fails is told of by the worker, through a log that hides secrets; this one would print.
    logger: boltLogger(() => undefined),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
  });
  const live = liveClusters(options);
  const sourceOf = (cluster: ClusterConfig, until: number): Source => {
    const { name, snapshot, live: way } = cluster;
    return way === undefined
      ? snapshotSource(snapshot, options)
      : { read: async (asked, observer) => (await live(name, way)).source(until).read(asked, observer) };
  };
  return {
    config,
    store,
    people: people(async () => web, now),
    pager: pager({
      fetch: options.fetch,
      secret: options.secret,
      now,
      sleep,
      ...(options.pagerDutyUrl === undefined ? {} : { url: options.pagerDutyUrl }),
    }),
    playbook: parsePlaybook(builtIn.why, checks, "why"),
    voiceUntil: (deadline, once) =>
      voice({
        web,
        fetch: options.fetch,
        responseHosts: options.responseHosts,
        timeout,
        sleep,
        now,
        deadline,
        ...(once === undefined ? {} : { once }),
      }),
    sourceOf,
    namesOf: async (cluster, until) => {
      if (cluster.live !== undefined) return (await live(cluster.name, cluster.live)).names(until);
      return namesIn(await sourceOf(cluster, until).read({ of: [], namespaces: [], pairs: [] }));
    },
    probesOf: async (cluster, until) =>
      cluster.live === undefined
        ? snapshotProbes(sourceOf(cluster, until), cluster.name, now())
        : (await live(cluster.name, cluster.live)).probe(until),
    now,
    log,
  };
}
