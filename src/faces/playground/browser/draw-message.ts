import { parseMrkdwn } from "../text/parse-mrkdwn.ts";
import type { ActResult, BlockJson, FileRef, Message } from "../wire.ts";
import { drawBlocks } from "./draw-blocks.ts";
import { drawParts } from "./draw-text.ts";
import { element, icon } from "./element.ts";
import { openPopup } from "./popup.ts";
import { type Store, slackbot } from "./store.ts";
import { createValues, type Surface } from "./surface.ts";
import { toast } from "./toast.ts";

/** How a message stands among others. */
export interface Standing {
  /** Drawn below one by the same author, without name and picture. */
  readonly follows: boolean;
  /** In a thread panel, where no thread is offered. */
  readonly inThread: boolean;
  readonly replies: readonly Message[];
}

/** A message as it stands in a conversation. */
export function drawMessage(store: Store, message: Message, { follows, inThread, replies }: Standing): HTMLElement {
  const author = authorOf(store, message.user);
  const isOwn = message.visibleTo !== undefined;
  const time = element(
    "time",
    { class: "time", datetime: dateOf(message.ts).toISOString(), title: dateOf(message.ts).toLocaleString() },
    clock(message.ts),
  );
  return element(
    "article",
    {
      class: `message${follows ? " message-follows" : ""}${isOwn ? " message-own" : ""}`,
      tabindex: -1,
      "aria-label": `${author.name}, ${clock(message.ts)}`,
      "data-ts": message.ts,
    },
    isOwn && element("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
    element("div", { class: "gutter" }, follows ? time : avatar(author)),
    element(
      "div",
      { class: "message-main" },
      !follows &&
        element(
          "div",
          { class: "message-head" },
          element("span", { class: "author" }, author.name),
          author.isApp && element("span", { class: "badge" }, "APP"),
          author.team !== undefined && element("span", { class: "badge badge-foreign" }, author.team),
          time,
        ),
      content(store, message),
      message.files !== undefined && element("div", { class: "files" }, ...message.files.map(drawFile)),
      !inThread && replies.length > 0 && threadBar(store, message, replies),
    ),
    toolbar(store, message, inThread),
  );
}

/** Who writes: a user, the app, or Slack itself. */
export interface Author {
  readonly id: string;
  readonly name: string;
  readonly isApp: boolean;
  /** The other workspace that a foreign member is of. */
  readonly team: string | undefined;
}

/** The author of a user id. */
export function authorOf(store: Store, id: string): Author {
  const { workspace } = store.data();
  if (id === slackbot) return { id, name: "Slackbot", isApp: false, team: undefined };
  if (id === workspace.app.botUser) return { id, name: workspace.app.name, isApp: true, team: undefined };
  const user = workspace.users.find((each) => each.id === id);
  return { id, name: user?.realName ?? id, isApp: false, team: user?.role === "foreign" ? user.team.name : undefined };
}

/** The square picture of somebody: initials on a colour of their own. */
export function avatar({ id, name, isApp }: Author, size = ""): HTMLElement {
  if (isApp) return element("span", { class: `avatar avatar-app ${size}`, "aria-hidden": "true" }, meshSign());
  const sign = id === slackbot ? "♥" : initials(name);
  return element("span", { class: `avatar avatar-${colour(id)} ${size}`, "aria-hidden": "true" }, sign);
}

/** The hour and minute of a ts, as Slack writes it. */
function clock(ts: string): string {
  return dateOf(ts).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
}

/** When a ts was. */
export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

function content(store: Store, message: Message): HTMLElement {
  const edited = message.edited === true && element("span", { class: "edited" }, " (edited)");
  if (message.blocks.length > 0)
    return element("div", { class: "content" }, drawBlocks(messageSurface(store, message), message.blocks), edited);
  const text = element("div", { class: "content text" }, ...drawParts(store, parseMrkdwn(message.text)));
  if (edited !== false) (text.querySelector(":scope > p:last-child") ?? text).append(edited);
  return text;
}

function messageSurface(store: Store, message: Message): Surface {
  const surface: Surface = {
    store,
    place: { in: "message", channel: message.channel, ts: message.ts },
    channel: message.channel,
    values: createValues(),
    press: (action, from) => press(surface, action, from),
  };
  return surface;
}

/** Sends `block_actions` and shows what Slack shows: busy meanwhile, and a warning where nothing came back. */
export async function press(surface: Surface, action: BlockJson, from: HTMLElement): Promise<ActResult> {
  const { store, place, values } = surface;
  from.setAttribute("aria-busy", "true");
  const result = await store.send({ act: "press", user: store.screen().user, place, action, values: values.all() });
  from.removeAttribute("aria-busy");
  from.classList.toggle("failed", !result.ok);
  if (result.error !== undefined) toast(result.error);
  return result;
}

function drawFile({ mime, url, title, name, size }: FileRef): HTMLElement {
  const own = URL.parse(url)?.pathname ?? "";
  if (mime.startsWith("image/"))
    return element(
      "figure",
      {},
      element("figcaption", {}, title),
      element("img", { class: "picture", src: own, alt: title }),
    );
  return element(
    "a",
    { class: "file", href: own, target: "_blank", rel: "noopener" },
    element("strong", {}, title),
    element("span", {}, `${name}, ${Math.ceil(size / 1024)} kB`),
  );
}

function threadBar(store: Store, message: Message, replies: readonly Message[]): HTMLElement {
  const authors = [...new Set(replies.map(({ user }) => user))].slice(0, 3).map((id) => authorOf(store, id));
  const last = replies.at(-1);
  return element(
    "button",
    { type: "button", class: "thread-bar", onclick: () => store.set({ thread: message.ts }) },
    ...authors.map((author) => avatar(author, "avatar-small")),
    element("span", { class: "thread-count" }, replies.length === 1 ? "1 reply" : `${replies.length} replies`),
    last === undefined ? undefined : element("span", { class: "thread-last" }, `Last reply at ${clock(last.ts)}`),
  );
}

function toolbar(store: Store, message: Message, inThread: boolean): HTMLElement {
  const isEphemeral = message.visibleTo !== undefined;
  const more = element(
    "button",
    { type: "button", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", onclick: open },
    icon("more"),
  );
  return element(
    "div",
    { class: "toolbar", role: "group", "aria-label": "Message actions" },
    !inThread &&
      !isEphemeral &&
      element(
        "button",
        {
          type: "button",
          "aria-label": "Reply in thread",
          title: "Reply in thread",
          onclick: () => store.set({ thread: message.ts }),
        },
        icon("reply"),
      ),
    more,
  );

  function open(): void {
    const { shortcuts, name } = store.data().workspace.app;
    const { user } = store.screen();
    const { channel, ts } = message;
    const offered = shortcuts.map((shortcut) => ({
      label: `${shortcut.name} · ${name}`,
      choose: () =>
        void store.send({ act: "shortcut", user, channel, ts, callbackId: shortcut.callbackId }).then(({ error }) => {
          if (error !== undefined) toast(error);
        }),
    }));
    const dismiss = {
      label: "Dismiss message",
      danger: true,
      choose: () => void store.send({ act: "dismiss", user, channel, ts }),
    };
    const copy = { label: "Copy text", choose: () => void navigator.clipboard?.writeText(message.text) };
    openPopup(more, "More actions", isEphemeral ? [copy, dismiss] : [...offered, copy]);
  }
}

function initials(name: string): string {
  return name
    .split(" ")
    .map((word) => word[0] ?? "")
    .join("")
    .slice(0, 2);
}

function colour(id: string): number {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
}

function meshSign(): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 36 36");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", "M9 25 18 9l9 16M9 25h18M18 9v10M9 25l9-6 9 6");
  svg.append(path);
  for (const [cx, cy] of [
    [18, 9],
    [9, 25],
    [27, 25],
    [18, 19],
  ]) {
    const dot = document.createElementNS(space, "circle");
    for (const [name, value] of [
      ["cx", cx],
      ["cy", cy],
      ["r", 2.6],
    ])
      dot.setAttribute(String(name), String(value));
    svg.append(dot);
  }
  return svg;
}
