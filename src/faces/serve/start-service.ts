import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { schedulesOf } from "../../config/schedules-of.ts";
import type { Config } from "../../model/config.ts";
import type { Job, Order } from "../../model/job.ts";
import type { Store } from "../../model/store.ts";
import { s3Snapshots } from "../lambda/s3-snapshots.ts";
import { front } from "../slack/front.ts";
import { bare } from "../slack/http.ts";
import { type ReceptionOptions, reception } from "../slack/reception.ts";
import { failed } from "../worker/failed.ts";
import { house } from "../worker/house.ts";
import { jobFrom } from "../worker/job-from.ts";
import { work } from "../worker/worker.ts";
import { workerByToken } from "../worker/worker-by-token.ts";
import type { WorkerLog, WorkerOptions } from "../worker/worker-options.ts";
import { clockFor } from "./clock.ts";
import type { GivenSecrets } from "./given-secrets.ts";
import { type HttpDoor, startHttpDoor } from "./http-door.ts";
import { inProcess } from "./in-process.ts";
import { type SocketDoor, startSocketDoor } from "./socket-door.ts";

/** What a service is made of. */
export interface ServiceOptions {
  readonly config: Config;
  /** What relative paths of the configuration are relative to. */
  readonly folder: string;
  readonly store: Store;
  readonly secrets: GivenSecrets;
  readonly host: string;
  readonly port: number;
  /** Slack is called, and does not call. */
  readonly socket: boolean;
  readonly slackApiUrl?: string;
  readonly pagerDutyUrl?: string;
  readonly responseHosts: readonly string[];
  /** Waits before a job that failed is tried again, in milliseconds. */
  readonly retryAfter: readonly number[];
  /** Waits before Slack is connected to again, in milliseconds. */
  readonly reconnectAfter: readonly number[];
  now(): number;
  readonly log: ServiceLog;
}

/** Where a service tells how it fares. */
export interface ServiceLog extends WorkerLog {
  say(level: "info" | "warn" | "error", message: string): void;
}

/** The bot, in this process. */
export interface Service {
  /** Where it listens; `/healthz` is there in both modes. */
  readonly url: string;
  /** Orders what a schedule would. */
  order(order: Order, at: number): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /**
   * Takes nothing more, and ends what is under way, within so many milliseconds. Gives the ids of the jobs that were
   * not done by then.
   */
  stop(within: number): Promise<readonly string[]>;
}

/** How many jobs are done at once: they share one thread, and each holds a snapshot. */
const atOnce = 4;
/** As long as a function has on Lambda, without its last words. */
const longest = 57_000;
/** For the last words to those whose job did not begin. */
const lastWords = 4000;
const tickEvery = 5000;
/** Slack recycles connections within seconds; what takes longer is worth a restart. */
const lostTooLong = 120_000;

/**
 * Starts the bot: the same handlers as the functions on Lambda, with the jobs in this process.
 * @throws MeshError where it cannot listen, or where Slack or the secrets refuse
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, store, now, log, retryAfter } = options;
  const worker = workerFor(options);
  let state: "starting" | "ready" | "stopping" = "starting";
  const jobs = inProcess({
    work: async (job) => work(job, await worker(), now() + longest),
    most: atOnce,
    retryAfter,
    onFailure: async (job, why) => failed(job, why, await worker(), now() + longest),
    onError: (message) => log.say("error", message),
    sleep: async (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
  });
  const desk: ReceptionOptions = {
    config,
    hand: async (job: Job) => jobs.hand(job),
    catalogue: async (cluster) => store.catalogue(cluster),
    botToken: options.secrets.botToken,
    ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
    now,
    log: log.say,
  };
  const answer = options.socket ? undefined : front({ ...desk, signingSecrets: options.secrets.signing });
  let socket: SocketDoor | undefined;
  const door: HttpDoor = await startHttpDoor({
    host: options.host,
    port: options.port,
    slack: answer && (async (request) => (state === "ready" ? answer(request) : bare(503))),
    health: () => {
      const isLost = (socket?.lostFor() ?? 0) > lostTooLong;
      return { isWell: state === "ready" && !isLost, state: isLost ? "cannot reach Slack" : state };
    },
  });
  if (options.socket) {
    socket = await startSocketDoor({
      appToken: options.secrets.appToken,
      ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
      handle: reception(desk),
      retryAfter: options.reconnectAfter,
      now,
      log: log.say,
    }).catch(async (error: unknown) => {
      await door.close();
      throw error;
    });
  }
  const order = async (wanted: Order, at: number): Promise<void> =>
    jobs.hand(jobFrom({ source: "meshwhy.schedule", order: wanted }, at));
  const clock = clockFor({ schedules: schedulesOf(config), due: (wanted, at) => void order(wanted, at), now });
  const ticks = setInterval(clock.tick, tickEvery);
  state = "ready";
  return {
    url: door.url,
    order,
    idle: jobs.idle,
    stop: async (within) => {
      state = "stopping";
      clearInterval(ticks);
      await socket?.close();
      jobs.hurry();
      if (!(await isDoneIn(jobs.idle(), Math.max(0, within - lastWords)))) {
        jobs.giveUp();
        await isDoneIn(jobs.idle(), Math.min(lastWords, within));
      }
      await door.close();
      return jobs.unfinished();
    },
  };
}

/** The worker of this process. What it remembers of snapshots outlives a token. */
function workerFor(options: ServiceOptions): () => Promise<WorkerOptions> {
  const { config, folder, store, secrets, responseHosts, now, log } = options;
  const fetchSnapshot = s3Snapshots({ env: process.env, fetch, clock: now, folder: join(tmpdir(), "meshwhy") });
  return workerByToken({
    botToken: secrets.botToken,
    build: async (token) =>
      house({
        config,
        folder,
        store,
        token,
        secret: secrets.named,
        secretText: secrets.text,
        environment: process.env,
        ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
        ...(options.pagerDutyUrl === undefined ? {} : { pagerDutyUrl: options.pagerDutyUrl }),
        responseHosts,
        fetchSnapshot,
        fetch,
        sleep: async (milliseconds) => sleep(milliseconds),
        now,
        log,
      }),
  });
}

async function isDoneIn(work: Promise<void>, milliseconds: number): Promise<boolean> {
  const late = new AbortController();
  const done = await Promise.race([
    work.then(() => true),
    sleep(milliseconds, false, { signal: late.signal }).catch(() => false),
  ]);
  late.abort();
  return done;
}
