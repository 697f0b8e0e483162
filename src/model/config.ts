/** What `meshwhy.yaml` says, once it was read and found right. Paths are as written, relative to the file. */
export interface Config {
  readonly version: 1;
  /** In the order of the file; the first is the default one. */
  readonly clusters: readonly ClusterConfig[];
  readonly slack: SlackConfig;
  readonly policy: Policy;
  readonly digests: readonly DigestConfig[];
  readonly ladders: readonly Ladder[];
}

/** A named mesh that questions can be asked about. */
export interface ClusterConfig {
  /** `prod-eu`. */
  readonly name: string;
  /** Folders, files or `s3://bucket/key`; later ones are laid over earlier ones. None where the cluster is read live. */
  readonly snapshot: readonly string[];
  /** Absent where a snapshot is read, and in functions that read no cluster. */
  readonly live?: LiveConfig;
}

/** How a cluster is read from its API server. */
export interface LiveConfig {
  readonly reach: ReachConfig;
  /** Asked one by one where a role does not allow to list in all of them; absent: those that a question names. */
  readonly namespaces?: readonly string[];
  /** The end of all reading for one question. */
  readonly deadlineSeconds: number;
  /** Whether it is asked for Secrets that certificates come from: their names and types, never a value. Absent: no. */
  readonly secrets?: boolean;
  /** Whether the proxies of a pair and istiod are asked what they hold, through forwarded ports. Absent: no. */
  readonly proxies?: boolean;
}

/** How the API server is found, and as whom it is asked. */
export type ReachConfig =
  | {
      readonly by: "kubeconfig";
      /** Absent: where kubectl looks, which no configuration says. */
      readonly file?: string;
      /** Absent: the current one. */
      readonly context?: string;
      /** Whether it may run programs for credentials. */
      readonly allowExec: boolean;
    }
  | {
      readonly by: "kubeconfig-secret";
      /** The name of the secret that holds a kubeconfig, never the kubeconfig. */
      readonly secret: string;
      readonly context?: string;
    }
  /** The cluster that this process is a pod of. */
  | { readonly by: "service-account" }
  | {
      readonly by: "eks";
      readonly cluster: string;
      readonly region: string;
      /** Asked as this role; absent: as the process's own. */
      readonly roleArn?: string;
      /** `https://….eks.amazonaws.com`; EKS is asked for it unless both are given. */
      readonly endpoint?: string;
      /** The cluster's authority, PEM or that in base64. */
      readonly ca?: string;
    };

/** What differs by Slack channel. */
export interface SlackConfig {
  /** Ids of the workspaces that may ask; empty: the one that the app is installed in. */
  readonly teams: readonly string[];
  readonly channels: readonly ChannelConfig[];
}

/** Defaults of one channel. */
export interface ChannelConfig {
  /** `C0123456789`: ids survive a renaming. */
  readonly id: string;
  readonly cluster?: string;
  readonly namespace?: string;
  /** Who sees answers: everybody in the channel, or only the one who asked. */
  readonly answers: "channel" | "asker";
}

/** What a person can ask the bot to do; each is allowed or refused by itself. */
export type Verb = "why" | "health" | "who" | "clusters" | "digest" | "doctor" | "mute" | "escalate";

/** Who may ask what. What no rule allows is refused. */
export interface Policy {
  readonly rules: readonly PolicyRule[];
  readonly directMessages: boolean;
  readonly guests: boolean;
  /** Members of other workspaces, in shared channels. */
  readonly foreignWorkspaces: boolean;
}

/** Allows verbs to people. Within a list one must fit; a list that is absent fits everything. */
export interface PolicyRule {
  /** Named in refusals and in the audit record. */
  readonly name: string;
  /** Slack ids. At least one of the three is given. */
  readonly channels?: readonly string[];
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
  readonly verbs?: readonly Verb[];
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
}

/** A health report on a schedule. */
export interface DigestConfig {
  readonly name: string;
  readonly cluster: string;
  /** Where it is posted: a channel id. */
  readonly channel: string;
  /** `rate(1 day)` or `cron(0 7 ? * MON-FRI *)`, as EventBridge reads them. */
  readonly schedule?: string;
  /** IANA time zone of the schedule; UTC where none is given. */
  readonly timezone?: string;
  /** Pairs to ask about. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
  /** Namespaces of which all declared pairs are asked about. */
  readonly namespaces: readonly string[];
}

/** Who is told, one after the other, until somebody acknowledges. */
export interface Ladder {
  readonly name: string;
  /** Escalations in these namespaces take this ladder; absent: all. */
  readonly namespaces?: readonly string[];
  readonly rungs: readonly Rung[];
}

/** One step of a ladder. */
export interface Rung {
  /** Minutes without an acknowledgement until the next rung. */
  readonly waitMinutes: number;
  readonly notify: readonly Target[];
}

/** Where a page goes. */
export type Target =
  | { readonly kind: "slack-channel"; readonly channel: string }
  | { readonly kind: "slack-group"; readonly group: string; readonly channel: string }
  | {
      readonly kind: "pagerduty";
      /** The name of the secret that holds the routing key, never the key. */
      readonly routingKeySecret: string;
      readonly region: "us" | "eu";
    };
