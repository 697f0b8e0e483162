import type { Change, Message } from "../wire.ts";
import { authorOf, dateOf, drawMessage } from "./draw-message.ts";
import { element, icon } from "./element.ts";
import type { Store } from "./store.ts";

/** A list of messages that is kept up to date. */
export interface Conversation {
  readonly node: HTMLElement;
  update(): void;
}

/** Two messages by one author within this many seconds stand under one name. */
const together = 300;

interface Drawn {
  readonly key: string;
  readonly message: Message;
  readonly node: HTMLElement;
}

/** The messages of a channel, or of a thread, as one user sees them. */
export function createConversation(store: Store, label: string, isThread: boolean): Conversation {
  const list = element("div", { class: "messages-list" });
  const node = element("div", { class: "messages", role: "region", "aria-label": label, tabindex: 0 }, list);
  let drawn = new Map<string, Drawn>();
  let shownFor = "";
  return { node, update };

  function update(): void {
    const { channel, thread, user } = store.screen();
    const place = `${user} ${channel} ${isThread ? thread : ""}`;
    const isNew = place !== shownFor;
    const wasAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 60;
    const all = visible(store, channel, user);
    const messages = all.filter((each) =>
      isThread ? each.ts === thread || each.thread === thread : each.thread === undefined,
    );
    const next = new Map<string, Drawn>();
    const nodes: Node[] = isThread ? [] : [intro(store)];
    for (const [at, message] of messages.entries()) {
      const before = messages[at - 1];
      if (!isThread && !sameDay(before, message)) nodes.push(day(message));
      const replies = isThread ? [] : all.filter((each) => each.thread === message.ts && each.visibleTo === undefined);
      const follows = sameDay(before, message) && isTogether(before, message) && !(isThread && at === 1);
      const key = `${user} ${follows} ${replies.map(({ ts }) => ts).join()}`;
      const old = isNew ? undefined : drawn.get(message.ts);
      const kept = old !== undefined && old.message === message && old.key === key ? old : undefined;
      const fresh = kept ?? {
        key,
        message,
        node: drawMessage(store, message, { follows, inThread: isThread, replies }),
      };
      if (kept === undefined && old !== undefined) keepFocus(old.node, fresh.node);
      next.set(message.ts, fresh);
      nodes.push(fresh.node);
      if (isThread && at === 0) nodes.push(counted(messages.length - 1));
    }
    drawn = next;
    shownFor = place;
    arrange(list, nodes);
    if (isNew || wasAtEnd) node.scrollTop = node.scrollHeight;
  }
}

/** What a change means to somebody who listens rather than looks. */
export function spoken(store: Store, change: Change): string | undefined {
  if (change.kind !== "message") return undefined;
  const { message } = change;
  const { user, channel } = store.screen();
  if (message.channel !== channel || message.user === user) return undefined;
  if (message.visibleTo !== undefined && message.visibleTo !== user) return undefined;
  return `${authorOf(store, message.user).name}${message.edited ? " changed a message" : ""}: ${message.text}`;
}

/** The messages of a channel that a user may see. */
function visible(store: Store, channel: string, user: string): readonly Message[] {
  return store
    .data()
    .messages.filter((each) => each.channel === channel && (each.visibleTo === undefined || each.visibleTo === user))
    .toSorted((a, b) => Number(a.ts) - Number(b.ts));
}

/** Puts these nodes into a list, moving only what must move, so that focus and selection stay. */
function arrange(list: HTMLElement, nodes: readonly Node[]): void {
  for (const old of [...list.childNodes]) if (!nodes.includes(old)) old.remove();
  nodes.forEach((each, at) => {
    if (list.childNodes[at] !== each) list.insertBefore(each, list.childNodes[at] ?? null);
  });
}

/** Gives the focus to what stands in place of the thing that had it. */
function keepFocus(old: HTMLElement, fresh: HTMLElement): void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !old.contains(focused)) return;
  const action = focused.closest<HTMLElement>("[data-action]")?.dataset.action;
  queueMicrotask(() => {
    const same = [...fresh.querySelectorAll<HTMLElement>("[data-action]")].find(
      (each) => each.dataset.action === action,
    );
    const target = same?.matches("button,a,input,textarea") ? same : same?.querySelector<HTMLElement>("input,button");
    (target ?? fresh).focus();
  });
}

function isTogether(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.user === message.user &&
    before.visibleTo === message.visibleTo &&
    message.visibleTo === undefined &&
    Number(message.ts) - Number(before.ts) < together
  );
}

function sameDay(before: Message | undefined, message: Message): boolean {
  return before !== undefined && dateOf(before.ts).toDateString() === dateOf(message.ts).toDateString();
}

/** What stands above the first message. */
function intro(store: Store): HTMLElement {
  const channel = store.channel();
  const { app } = store.data().workspace;
  if (channel?.kind === "im")
    return element(
      "div",
      { class: "intro" },
      element("h3", {}, app.name),
      element("p", {}, `This is the very beginning of your direct messages with ${app.name}. `, app.description),
    );
  const isInvited = channel?.members.includes(app.botUser) ?? false;
  const [command] = app.commands;
  return element(
    "div",
    { class: "intro" },
    element("h3", {}, icon(channel?.kind === "private" ? "lock" : "hash"), channel?.name ?? ""),
    element(
      "p",
      {},
      `This is the very beginning of the ${channel?.name ?? ""} channel. `,
      ...(isInvited && command !== undefined
        ? ["Type ", element("code", {}, `${command.name} ${command.hints[0]?.text ?? ""}`), ` or mention @${app.name}.`]
        : [`${app.name} has not been invited here.`]),
    ),
  );
}

function day(message: Message): HTMLElement {
  const date = dateOf(message.ts);
  const isToday = date.toDateString() === new Date().toDateString();
  const words = isToday
    ? "Today"
    : date.toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric" });
  return element("div", { class: "day" }, element("span", {}, words));
}

function counted(replies: number): HTMLElement {
  const words = replies === 1 ? "1 reply" : `${replies} replies`;
  return element("div", { class: "reply-count" }, element("span", {}, replies === 0 ? "No replies yet" : words));
}
