import { emoji } from "../text/emoji.ts";
import type { Inline, ListItem, Part } from "../text/inline.ts";
import { parseInline, parseMrkdwn } from "../text/parse-mrkdwn.ts";
import type { BlockJson } from "../wire.ts";
import { type Child, element, outsideLink } from "./element.ts";
import { textIn } from "./json-shape.ts";
import type { Store } from "./store.ts";

/** A text object: mrkdwn is read, plain text is shown as it is, but for its emoji. */
export function drawTextObject(store: Store, text: BlockJson | undefined): readonly Node[] {
  const words = textIn(text, "text");
  return textIn(text, "type") === "mrkdwn" ? drawParts(store, parseMrkdwn(words)) : [plain(words)];
}

/** The same on one line, as in a title. */
export function drawTextLine(store: Store, text: BlockJson | undefined): readonly Node[] {
  const words = textIn(text, "text");
  return textIn(text, "type") === "mrkdwn" ? drawInline(store, parseInline(words)) : [plain(words)];
}

/** Text without signs; `:name:` becomes an emoji where it is one. */
export function plain(words: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const piece of words.split(/(:[a-z0-9_+-]+:)/)) fragment.append(emojiOr(piece));
  return fragment;
}

/** Parts of a text that stand on lines of their own. */
export function drawParts(store: Store, parts: readonly Part[]): readonly Node[] {
  return parts.map((part) => drawPart(store, part));
}

/** What stands in a line. */
function drawInline(store: Store, nodes: readonly Inline[]): readonly Node[] {
  return nodes.map((node) => drawNode(store, node));
}

/** A name that is mentioned; one's own is marked. */
export function mention(store: Store, id: string): HTMLElement {
  const { workspace } = store.data();
  const user = workspace.users.find((each) => each.id === id);
  const name = id === workspace.app.botUser ? workspace.app.name : (user?.realName ?? id);
  return element("span", { class: `mention${id === store.screen().user ? " mention-me" : ""}` }, `@${name}`);
}

/** A channel that is mentioned: a way to go there. */
export function channelMention(store: Store, id: string, name: string): HTMLElement {
  const channel = store.data().channels.find((each) => each.id === id);
  const shown = `#${channel?.name ?? (name || id)}`;
  if (channel === undefined) return element("span", { class: "mention" }, shown);
  return element(
    "button",
    { type: "button", class: "mention", onclick: () => store.set({ channel: id, thread: undefined, list: false }) },
    shown,
  );
}

/** A user group that is mentioned. */
export function groupMention(store: Store, id: string, name: string): HTMLElement {
  const group = store.data().workspace.userGroups.find((each) => each.id === id);
  const isMe = group?.users.includes(store.screen().user) ?? false;
  return element("span", { class: `mention${isMe ? " mention-me" : ""}` }, `@${group?.handle ?? (name || id)}`);
}

/** An emoji by its name, or undefined. */
export function emojiNamed(name: string): HTMLElement | undefined {
  const drawn = Object.hasOwn(emoji, name) ? emoji[name] : undefined;
  if (drawn === undefined) return undefined;
  return element("span", { class: "emoji", role: "img", "aria-label": `${name.replaceAll("_", " ")} emoji` }, drawn);
}

function drawPart(store: Store, part: Part): Node {
  switch (part.kind) {
    case "paragraph":
      return element("p", {}, ...drawInline(store, part.children));
    case "quote":
      return element("blockquote", {}, ...drawInline(store, part.children));
    case "pre":
      return element("pre", { tabindex: 0 }, part.text);
    case "heading":
      return element(
        "p",
        { class: `md-heading md-heading-${Math.min(3, part.level)}` },
        ...drawInline(store, part.children),
      );
    case "list":
      return drawList(store, part.ordered, part.items);
    case "table":
      return drawTable(store, part.rows);
    case "rule":
      return element("hr");
  }
}

function drawList(store: Store, ordered: boolean, items: readonly ListItem[]): Node {
  return element(
    ordered ? "ol" : "ul",
    {},
    ...items.map(({ indent, children, done }) => {
      const box = done === undefined ? undefined : element("span", {}, done ? "☑ " : "☐ ");
      const item = element("li", {}, box, ...drawInline(store, children));
      item.style.marginInlineStart = `${indent * 20}px`;
      return item;
    }),
  );
}

function drawTable(store: Store, rows: readonly (readonly (readonly Inline[])[])[]): Node {
  const [head = [], ...body] = rows;
  const cells = (tag: "td" | "th", row: readonly (readonly Inline[])[]): Child[] =>
    row.map((cell) => element(tag, {}, ...drawInline(store, cell)));
  return element(
    "div",
    { class: "table-frame", tabindex: 0 },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...cells("th", head))),
      element("tbody", {}, ...body.map((row) => element("tr", {}, ...cells("td", row)))),
    ),
  );
}

function drawNode(store: Store, node: Inline): Node {
  switch (node.kind) {
    case "text":
      return document.createTextNode(node.text);
    case "break":
      return element("br");
    case "bold":
      return element("strong", {}, ...drawInline(store, node.children));
    case "italic":
      return element("em", {}, ...drawInline(store, node.children));
    case "strike":
      return element("s", {}, ...drawInline(store, node.children));
    case "code":
      return element("code", {}, ...drawInline(store, node.children));
    case "link":
      return outsideLink(node.url, ...drawInline(store, node.children));
    case "user":
      return mention(store, node.id);
    case "channel":
      return channelMention(store, node.id, node.name);
    case "group":
      return groupMention(store, node.id, node.name);
    case "broadcast":
      return element("span", { class: "mention mention-me" }, `@${node.range}`);
    case "emoji":
      return emojiNamed(node.name) ?? document.createTextNode(`:${node.name}:`);
  }
}

function emojiOr(piece: string): Node {
  const name = /^:(.+):$/.exec(piece)?.[1];
  return (name === undefined ? undefined : emojiNamed(name)) ?? document.createTextNode(piece);
}
