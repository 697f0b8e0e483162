import type { Verdict } from "../../model/diagnosis.ts";
import type { Question } from "../../model/question.ts";
import type { Scope } from "../../model/scope.ts";
import type { Output } from "./output-from.ts";
import type { Topic } from "./topics.ts";

/** Where a question is asked; where nothing is named, in the cluster of the kubeconfig's current context. */
export interface Reading {
  readonly snapshots: readonly string[];
  /** A cluster that the configuration names, instead of a snapshot. */
  readonly cluster: string | undefined;
  /** The cluster of the callee, where it is another one: both are read. */
  readonly toCluster?: string;
  /** The configuration whose clusters may be asked; absent: `meshwhy.yaml`. */
  readonly config: string | undefined;
  /** A context of the kubeconfig. */
  readonly context: string | undefined;
  /** Absent: where kubectl looks. */
  readonly kubeconfig: string | undefined;
  /** Whether proxies and istiod are asked what they hold, whatever the configuration says; of a live cluster only. */
  readonly proxies: boolean;
  /** Whether the certificates that proxies are to take are looked up, also where the configuration does not say so. */
  readonly secrets: boolean;
  /** The moment to take for now. */
  readonly at: string | undefined;
}

export interface Why extends Reading {
  readonly verb: "why";
  readonly question: Question;
  readonly playbook: string;
  readonly output: Output;
  readonly verbose: boolean;
  readonly details: boolean;
  /** Asked again and again; absent: once. */
  readonly watch: Watch | undefined;
}

/** How often a question is asked again, and what ends it. */
export interface Watch {
  readonly intervalMs: number;
  readonly until: Verdict | undefined;
}

/** The same question, asked of two snapshots. */
export interface DiffCommand {
  readonly verb: "diff";
  readonly before: string;
  readonly after: string;
  readonly question: Question;
  readonly playbook: string;
  readonly output: Output;
  readonly verbose: boolean;
  readonly details: boolean;
}

/** Writes what is read for a question as a snapshot. */
export interface SnapshotCommand extends Reading {
  readonly verb: "snapshot";
  readonly asked: Question | Scope;
  /** The folder to write. */
  readonly folder: string;
  readonly force: boolean;
  readonly verbose: boolean;
}

export interface Demo {
  readonly verb: "demo";
  readonly name: string | undefined;
  readonly list: boolean;
  readonly output: Output;
  readonly verbose: boolean;
  readonly details: boolean;
}

export interface Lint {
  readonly verb: "lint";
  readonly paths: readonly string[];
  readonly output: Output;
  readonly verbose: boolean;
}

/** Who may call a service, and whom it calls. */
export interface WhoCommand extends Reading {
  readonly verb: "who";
  readonly of: string;
  readonly namespace: string | undefined;
  readonly output: Output;
  readonly verbose: boolean;
  readonly details: boolean;
}

/** How every pair into a service or namespace is. */
export interface HealthCommand extends Omit<WhoCommand, "verb"> {
  readonly verb: "health";
  readonly playbook: string;
}

/** What is new since the last digest. */
export interface DigestCommand extends Omit<HealthCommand, "verb" | "of" | "namespace"> {
  readonly verb: "digest";
  readonly namespaces: readonly string[];
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
  /** File of the digest to compare with. */
  readonly previous: string | undefined;
  /** File to write what the next one is compared with. */
  readonly save: string | undefined;
}

/** Whether a cluster or a snapshot can be asked, and what is missing. */
export interface DoctorCommand extends Reading {
  readonly verb: "doctor";
  /** Asked one by one where a right is not there in all namespaces. */
  readonly namespaces: readonly string[];
  readonly output: Output;
}

export interface ConfigLint {
  readonly verb: "config lint";
  /** Absent: `meshwhy.yaml`. */
  readonly file: string | undefined;
  readonly output: Output;
}

/** The Slack bot, in this process. */
export interface Serve {
  readonly verb: "serve";
  /** Absent: `meshwhy.yaml`. */
  readonly config: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Slack is called over a web socket, and does not call. */
  readonly socket: boolean;
  readonly table: string | undefined;
}

export type Command =
  | Why
  | WhoCommand
  | HealthCommand
  | DigestCommand
  | DiffCommand
  | SnapshotCommand
  | Demo
  | Lint
  | ConfigLint
  | Serve
  | DoctorCommand
  | { readonly verb: "help"; readonly topic: Topic }
  | { readonly verb: "version" };
