import type { ClusterConfig, Config } from "../../model/config.ts";
import type { Probes } from "../../model/doctor.ts";
import type { Playbook } from "../../model/playbook.ts";
import type { Source } from "../../model/source.ts";
import type { Catalogue, Store } from "../../model/store.ts";
import type { Pager } from "./pager.ts";
import type { People } from "./people.ts";
import type { Voice } from "./voice.ts";
import type { Once } from "./voice-options.ts";

/** What a worker needs of the world; the same for Lambda, a long-running server and the playground. */
export interface WorkerOptions {
  readonly config: Config;
  readonly store: Store;
  readonly people: People;
  readonly pager: Pager;
  readonly playbook: Playbook;
  /** A voice that stops waiting at a deadline, milliseconds since 1970. */
  voiceUntil(deadline: number, once?: Once): Voice;
  /** `until`, milliseconds since 1970, is the end of reading: where it comes first, what was read by then is told. */
  sourceOf(cluster: ClusterConfig, until: number): Source;
  /** What can be asked about in a cluster. */
  namesOf(cluster: ClusterConfig, until: number): Promise<KnownNames>;
  /** Tries all that questions rest on. */
  probesOf(cluster: ClusterConfig, until: number): Promise<Probes>;
  now(): number;
  readonly log: WorkerLog;
}

/** Names for live search, as `namespace/name`. */
export interface KnownNames extends Pick<Catalogue, "services" | "workloads" | "observedAt"> {}

/** Where the worker tells how its jobs went: one line each. */
export interface WorkerLog {
  job(line: JobLine): void;
  trouble(jobId: string, error: unknown): void;
}

/** How a job went. Nothing in it comes from a message. */
export interface JobLine {
  readonly id: string;
  readonly verb: string;
  readonly cluster: string;
  /** `broken`, `refused`, `UNKNOWN_NAME`. */
  readonly outcome: string;
  readonly milliseconds: number;
  readonly attempt: number;
  /** Since it was asked in Slack. */
  readonly sinceAsked: number;
  /** How much the answer could not tell. */
  readonly unknowns: number;
}
