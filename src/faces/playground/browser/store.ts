import type { Act, ActResult, Change, Message, Snapshot } from "../wire.ts";
import type { Channel, User } from "../workspace.ts";

/** What can be opened beside the conversation: what goes to and fro, what happens by the clock, who is on call. */
export type Side = "scenes" | "clock" | "pager";

/** What the one who looks has chosen. */
export interface Screen {
  readonly user: string;
  readonly channel: string;
  /** Which tab of the app, where its direct message is open. */
  readonly tab: "home" | "messages" | "about";
  /** The message whose thread is open. */
  readonly thread: string | undefined;
  /** What is open beside the conversation. */
  readonly side: Side | undefined;
  /** On narrow screens: the list of channels is shown in place of the conversation. */
  readonly list: boolean;
}

/** What the page knows: the server's state, what is chosen, and what only this page says. */
export interface Store {
  readonly data: () => Snapshot;
  readonly screen: () => Screen;
  set(changes: Partial<Screen>): void;
  receive(change: Change): void;
  reset(snapshot: Snapshot): void;
  /** Adds a note of Slack's own that only the acting user sees. */
  note(channel: string, text: string, thread?: string): void;
  watch(listener: (change: Change | undefined) => void): void;
  send(act: Act): Promise<ActResult>;
  user(): User;
  channel(): Channel | undefined;
  /** Ts of the newest message that the user has seen, by channel. */
  seen(channel: string): string;
}

/** The user that stands for Slack itself. */
export const slackbot = "USLACKBOT";

/** Keeps the state of the page and tells the parts of the page what has changed. */
export function createStore(first: Snapshot, start: Screen): Store {
  let data = first;
  let screen = start;
  let notes: readonly Message[] = [];
  const seen = new Map<string, string>();
  const listeners: ((change: Change | undefined) => void)[] = [];
  const store: Store = {
    data: () => ({ ...data, messages: [...data.messages, ...notes] }),
    screen: () => screen,
    set,
    receive,
    reset,
    note,
    watch: (listener) => {
      listeners.push(listener);
    },
    send,
    user: () => data.workspace.users.find(({ id }) => id === screen.user) ?? nobody,
    channel: () => data.channels.find(({ id }) => id === screen.channel),
    seen: (channel) => seen.get(`${screen.user} ${channel}`) ?? "",
  };
  for (const { id } of first.workspace.users) for (const channel of first.channels) look(id, channel.id);
  return store;

  function set(changes: Partial<Screen>): void {
    screen = { ...screen, ...changes };
    look(screen.user, screen.channel);
    tell(undefined);
  }

  function reset(snapshot: Snapshot): void {
    data = snapshot;
    tell(undefined);
  }

  function receive(change: Change): void {
    data = changed(data, change);
    if (change.kind === "message" && change.message.channel === screen.channel) look(screen.user, screen.channel);
    tell(change);
  }

  function look(user: string, channel: string): void {
    const newest = data.messages.filter((message) => message.channel === channel).at(-1)?.ts ?? "";
    seen.set(`${user} ${channel}`, newest);
  }

  function note(channel: string, text: string, thread?: string): void {
    const now = Date.now() + (data.surroundings?.ahead ?? 0);
    const ts = `${(now / 1000).toFixed(6)}`;
    const message: Message = {
      ts,
      channel,
      user: slackbot,
      text,
      blocks: [],
      visibleTo: screen.user,
      ...(thread === undefined ? {} : { thread }),
    };
    notes = [...notes, message];
    tell({ kind: "message", message });
  }

  function tell(change: Change | undefined): void {
    for (const listener of listeners) listener(change);
  }

  async function send(act: Act): Promise<ActResult> {
    if (act.act === "dismiss" && notes.some(({ ts }) => ts === act.ts)) {
      notes = notes.filter(({ ts }) => ts !== act.ts);
      tell({ kind: "gone", channel: act.channel, ts: act.ts });
      return { ok: true };
    }
    try {
      const response = await fetch("playground/act", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(act),
      });
      return (await response.json()) as ActResult;
    } catch {
      return { ok: false, error: "The playground does not answer. Is it still running?" };
    }
  }
}

const nobody: User = { id: "", name: "", realName: "", role: "member", team: { id: "", name: "", domain: "" } };

function changed(data: Snapshot, change: Change): Snapshot {
  switch (change.kind) {
    case "message": {
      const { message } = change;
      const at = data.messages.findIndex(({ ts, channel }) => ts === message.ts && channel === message.channel);
      return { ...data, messages: at < 0 ? [...data.messages, message] : data.messages.with(at, message) };
    }
    case "gone":
      return {
        ...data,
        messages: data.messages.filter(({ ts, channel }) => ts !== change.ts || channel !== change.channel),
      };
    case "channel":
      return { ...data, channels: [...data.channels, change.channel] };
    case "modals":
      return { ...data, modals: { ...data.modals, [change.user]: change.views } };
    case "home":
      return { ...data, homes: { ...data.homes, [change.user]: change.view } };
    case "exchange": {
      const at = data.exchanges.findIndex(({ id }) => id === change.exchange.id);
      const exchanges = at < 0 ? [...data.exchanges, change.exchange] : data.exchanges.with(at, change.exchange);
      return { ...data, exchanges: exchanges.slice(-200) };
    }
    case "faults":
      return { ...data, faults: change.faults };
    case "surroundings":
      return { ...data, surroundings: change.surroundings };
  }
}
