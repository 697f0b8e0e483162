import { createFaults, type Faults } from "./faults.ts";
import type {
  ActResult,
  Change,
  Exchange,
  FileRef,
  Message,
  OpenView,
  Snapshot,
  SurroundingAct,
  Surroundings,
} from "./wire.ts";
import type { Channel, User, Workspace } from "./workspace.ts";

/** What the playground's Slack needs from outside. */
export interface SlackOptions {
  readonly workspace: Workspace;
  readonly signingSecret: string;
  readonly botToken: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Upper-case letters and digits that were never given before. */
  readonly chance: () => string;
  /** How long an acknowledgement may take: Slack waits 3 s. */
  readonly ackTimeoutMs: number;
  /** Waits before an event is delivered again: Slack's are at once, 1 min and 5 min. */
  readonly retryDelaysMs: readonly number[];
}

/** Permission to open one modal. */
export interface Trigger {
  readonly user: string;
  readonly at: number;
  used: boolean;
}

/** A place to post to without a token. */
export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  readonly at: number;
  /** The message that `replace_original` replaces. */
  original: { readonly channel: string; readonly ts: string } | undefined;
  readonly thread: string | undefined;
  uses: number;
}

/** A file and its bytes; not shared until the upload was completed. */
export interface StoredFile {
  readonly ref: FileRef;
  readonly bytes: Buffer | undefined;
  readonly shared: boolean;
}

/** What the playground remembers. Tests may read it; only the playground writes. */
export interface SlackState {
  readonly channels: Map<string, Channel>;
  /** In the order in which they were posted. */
  readonly messages: Message[];
  /** Open modals by user, the topmost last. */
  readonly modals: Map<string, readonly OpenView[]>;
  readonly homes: Map<string, OpenView>;
  readonly files: Map<string, StoredFile>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly exchanges: Exchange[];
  /** When the bot last posted to a channel, for the rate limit. */
  readonly postedAt: Map<string, number>;
}

/** What is played beside Slack, as Slack's page shows and moves it. */
export interface Beside {
  notes(): Surroundings;
  perform(act: SurroundingAct): Promise<ActResult>;
}

/** The playground's Slack: its memory, its clock, and whom it tells of changes. */
export interface Slack {
  readonly options: SlackOptions;
  readonly state: SlackState;
  readonly faults: Faults;
  /** Where requests to the app go; undefined until it is connected. */
  requestUrl: string | undefined;
  /** Where this Slack is reached: `http://127.0.0.1:4400`. */
  ownUrl: string;
  /** Undefined where Slack alone is played. */
  beside: Beside | undefined;
  /** A new id: `V0000000001` for the prefix `V`. */
  newId(prefix: string): string;
  /** A new, later ts. */
  newTs(): string;
  now(): number;
  userOf(id: string): User | undefined;
  changed(change: Change): void;
  /** Calls back at every change until the answer is called. */
  watch(listener: (change: Change) => void): () => void;
  snapshot(): Snapshot;
  /** Aborted when the server is closed: whatever still waits gives up. */
  readonly closing: AbortController;
}

const exchangesKept = 200;

/** A Slack with nothing said in it yet. */
export function createSlack(options: SlackOptions): Slack {
  const { workspace, clock, chance } = options;
  const listeners = new Set<(change: Change) => void>();
  let lastMicros = 0;
  const state: SlackState = {
    channels: new Map(workspace.channels.map((channel) => [channel.id, channel])),
    messages: [],
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    exchanges: [],
    postedAt: new Map(),
  };
  const slack: Slack = {
    options,
    state,
    faults: createFaults((faults) => slack.changed({ kind: "faults", faults })),
    requestUrl: undefined,
    ownUrl: "",
    beside: undefined,
    newId: (prefix) => `${prefix}${chance()}`,
    newTs,
    now: clock,
    userOf: (id) => workspace.users.find((user) => user.id === id),
    changed,
    watch,
    snapshot,
    closing: new AbortController(),
  };
  return slack;

  function newTs(): string {
    lastMicros = Math.max(lastMicros + 100, clock() * 1000);
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, "0")}`;
  }

  function changed(change: Change): void {
    if (change.kind === "exchange") keep(change.exchange);
    for (const listener of listeners) listener(change);
  }

  function keep(exchange: Exchange): void {
    const at = state.exchanges.findIndex(({ id }) => id === exchange.id);
    if (at >= 0) state.exchanges[at] = exchange;
    else state.exchanges.push(exchange);
    if (state.exchanges.length > exchangesKept) state.exchanges.shift();
  }

  function watch(listener: (change: Change) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function snapshot(): Snapshot {
    return {
      workspace,
      channels: [...state.channels.values()],
      messages: [...state.messages],
      modals: Object.fromEntries(state.modals),
      homes: Object.fromEntries(state.homes),
      exchanges: [...state.exchanges],
      faults: slack.faults.switches(),
      connected: slack.requestUrl,
      ...(slack.beside === undefined ? {} : { surroundings: slack.beside.notes() }),
    };
  }
}
