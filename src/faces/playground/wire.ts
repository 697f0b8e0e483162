/** What the server tells the page, and what the page asks the server to do: JSON, over loopback. */
import type { Channel, Workspace } from "./workspace.ts";

/** A block as it came: validated, but not typed further, since the page must draw what it does not know, too. */
export type BlockJson = Readonly<Record<string, unknown>>;

/** A message in a conversation. */
export interface Message {
  /** `1763686132.000100`: names the message within its channel. */
  readonly ts: string;
  readonly channel: string;
  /** The user who wrote it; the bot's user for the app's messages. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly BlockJson[];
  readonly thread?: string;
  /** Shown to this user alone. */
  readonly visibleTo?: string;
  readonly edited?: boolean;
  readonly files?: readonly FileRef[];
  /** A slash command that was made visible: `/mesh why a b`. */
  readonly command?: boolean;
}

/** A file that was uploaded. */
export interface FileRef {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly mime: string;
  readonly url: string;
}

/** A view that is open in a modal, or shown in App Home. */
export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly hash: string;
  readonly root: string;
  readonly previous: string | undefined;
  /** As the app sent it, every block with an id. */
  readonly view: BlockJson;
}

/** One HTTP request of or to the app, for "behind the scenes". */
export interface Exchange {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly direction: "to-app" | "from-app" | "to-pagerduty";
  /** `/mesh why a b`, `block_actions recheck`, `chat.postMessage`. */
  readonly what: string;
  /** Absent while it runs. */
  readonly status?: string;
  readonly ok?: boolean;
  readonly ms?: number;
  readonly request: string;
  readonly response?: string;
}

/** A fault that was ordered and has not been used up. */
export interface FaultNote {
  readonly id: string;
  readonly what: string;
}

/** Switches of the fault panel. */
export interface FaultSwitches {
  readonly rateLimit: boolean;
  readonly refuseNewBlocks: boolean;
  readonly delayAcksMs: number;
  readonly pending: readonly FaultNote[];
}

/** What is played beside Slack: the clock, what happens by it, the mesh, and PagerDuty. */
export interface Surroundings {
  /** By how many milliseconds the clock was put forward. */
  readonly ahead: number;
  readonly schedules: readonly ScheduleNote[];
  /** Absent where no mesh can be changed. */
  readonly story?: StoryNote;
  /** Newest first. */
  readonly incidents: readonly Incident[];
}

/** A schedule, when it will strike, and when its event was sent last. */
export interface ScheduleNote {
  readonly id: string;
  /** `The digest shop`. */
  readonly description: string;
  /** `digest`, `sweep`, `catalogue`. */
  readonly verb: string;
  /** `rate(5 minutes)`, `cron(0 9 * * ? *)`. */
  readonly schedule: string;
  /** IANA; UTC where absent. */
  readonly timezone?: string;
  /** Milliseconds since 1970. */
  readonly next?: number;
  readonly last?: { readonly at: number; readonly by: "clock" | "hand"; readonly deliveries: number };
}

/** What one mesh looks like just now, and what it can be made to look like. */
export interface StoryNote {
  readonly cluster: string;
  readonly chosen: string;
  readonly stories: readonly string[];
}

/** What PagerDuty shows to whoever is on call. */
export interface Incident {
  readonly number: number;
  readonly service: string;
  readonly dedupKey: string;
  readonly status: "triggered" | "acknowledged" | "resolved";
  readonly summary: string;
  readonly severity: "critical" | "error" | "warning" | "info";
  readonly source: string;
  /** Component, group, class, client. */
  readonly facts: readonly IncidentDetail[];
  /** Custom details. */
  readonly details: readonly IncidentDetail[];
  readonly links: readonly IncidentLink[];
  /** Oldest first; times in milliseconds since 1970. */
  readonly history: readonly { readonly at: number; readonly what: string }[];
}

export interface IncidentDetail {
  readonly name: string;
  readonly text: string;
}

export interface IncidentLink {
  readonly href: string;
  readonly text: string;
}

/** Everything, for a page that has just been opened. */
export interface Snapshot {
  readonly workspace: Workspace;
  readonly channels: readonly Channel[];
  readonly messages: readonly Message[];
  readonly modals: Readonly<Record<string, readonly OpenView[]>>;
  readonly homes: Readonly<Record<string, OpenView>>;
  readonly exchanges: readonly Exchange[];
  readonly faults: FaultSwitches;
  readonly connected: string | undefined;
  /** Absent where Slack alone is played. */
  readonly surroundings?: Surroundings;
}

/** One change, sent as it happens. */
export type Change =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "gone"; readonly channel: string; readonly ts: string }
  | { readonly kind: "channel"; readonly channel: Channel }
  | { readonly kind: "modals"; readonly user: string; readonly views: readonly OpenView[] }
  | { readonly kind: "home"; readonly user: string; readonly view: OpenView }
  | { readonly kind: "exchange"; readonly exchange: Exchange }
  | { readonly kind: "faults"; readonly faults: FaultSwitches }
  | { readonly kind: "surroundings"; readonly surroundings: Surroundings };

/** Where an interactive element stands. */
export type Place =
  | { readonly in: "message"; readonly channel: string; readonly ts: string }
  | { readonly in: "view"; readonly view: string };

/** Values of a view's or message's inputs by block and action, as Slack's `state.values` has them. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, BlockJson>>>>;

/** Something that a user does on the page. */
export type Act =
  | { readonly act: "command"; readonly user: string; readonly channel: string; readonly text: string }
  | {
      readonly act: "say";
      readonly user: string;
      readonly channel: string;
      readonly text: string;
      readonly thread?: string;
    }
  | {
      readonly act: "press";
      readonly user: string;
      readonly place: Place;
      /** `block_id`, `action_id`, `type` and what was chosen. */
      readonly action: BlockJson;
      readonly values: StateValues;
    }
  | {
      readonly act: "suggest";
      readonly user: string;
      readonly place: Place;
      readonly block: string;
      readonly action: string;
      readonly query: string;
    }
  | { readonly act: "submit"; readonly user: string; readonly view: string; readonly values: StateValues }
  | { readonly act: "close"; readonly user: string; readonly view: string; readonly all: boolean }
  | {
      readonly act: "shortcut";
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly callbackId: string;
    }
  | { readonly act: "open-home"; readonly user: string; readonly tab: "home" | "messages" }
  | { readonly act: "open-dm"; readonly user: string }
  | { readonly act: "dismiss"; readonly user: string; readonly channel: string; readonly ts: string }
  | { readonly act: "fault"; readonly fault: FaultOrder }
  | { readonly act: "clear-faults" }
  | SurroundingAct;

/** Something that happens beside Slack, by hand. */
export type SurroundingAct =
  /** Puts the clock forward, minute by minute, and does what is due. */
  | { readonly act: "pass-time"; readonly minutes: number }
  /** Sends the event of a schedule now, or the last one once more. */
  | { readonly act: "run-schedule"; readonly schedule: string; readonly again?: boolean }
  | { readonly act: "choose-story"; readonly story: string };

/** What goes wrong, `times` times. */
export type FaultOrder =
  | {
      readonly fault: "answer";
      /** `chat.postMessage`, `response_url`, `pagerduty`, or `*` for every method of Slack. */
      readonly method: string;
      /** `429`, `500`, `hang`, or an error code of Slack: `invalid_blocks`. */
      readonly with: string;
      readonly times: number;
    }
  | { readonly fault: "deliver-twice"; readonly times: number }
  | { readonly fault: "lose-acks"; readonly times: number }
  | { readonly fault: "delay-acks"; readonly ms: number }
  | { readonly fault: "rate-limit"; readonly on: boolean }
  | { readonly fault: "refuse-new-blocks"; readonly on: boolean };

/** What came of an act. */
export interface ActResult {
  readonly ok: boolean;
  /** What Slack would show to the one who acted. */
  readonly error?: string;
  /** Errors of a submitted view by block. */
  readonly errors?: Readonly<Record<string, string>>;
  /** Options for an external select. */
  readonly options?: readonly BlockJson[];
  readonly groups?: readonly BlockJson[];
  /** The message that was said. */
  readonly ts?: string;
  readonly channel?: string;
  /** What has to be said about it: a sentence. */
  readonly note?: string;
}
