import type { BlockJson } from "../wire.ts";
import { channelMention, emojiNamed, groupMention, mention } from "./draw-text.ts";
import { element, outsideLink } from "./element.ts";
import { shapeIn, shapesIn, textIn } from "./json-shape.ts";
import type { Store } from "./store.ts";

/** A `rich_text` block: nothing in it is parsed, only laid out. */
export function drawRichText(store: Store, block: BlockJson | undefined): HTMLElement {
  return element("div", { class: "rich-text" }, ...shapesIn(block, "elements").map((part) => drawPart(store, part)));
}

function drawPart(store: Store, part: BlockJson): Node {
  switch (part.type) {
    case "rich_text_list":
      return drawList(store, part);
    case "rich_text_quote":
      return element("blockquote", {}, ...drawRuns(store, part));
    case "rich_text_preformatted":
      return element("pre", { tabindex: 0 }, ...drawRuns(store, part));
    default:
      return element("p", {}, ...drawRuns(store, part));
  }
}

function drawList(store: Store, part: BlockJson): Node {
  const list = element(
    part.style === "ordered" ? "ol" : "ul",
    { class: `indent-${textIn(part, "indent") || "0"}` },
    ...shapesIn(part, "elements").map((item) => element("li", {}, ...drawRuns(store, item))),
  );
  list.style.marginInlineStart = `${(Number(textIn(part, "indent") || "0") + 1) * 24}px`;
  return list;
}

function drawRuns(store: Store, part: BlockJson): readonly Node[] {
  return shapesIn(part, "elements").map((run) => styled(run, drawRun(store, run)));
}

function drawRun(store: Store, run: BlockJson): Node {
  switch (run.type) {
    case "text":
      return document.createTextNode(textIn(run, "text"));
    case "link":
      return outsideLink(textIn(run, "url"), textIn(run, "text") || textIn(run, "url"));
    case "user":
      return mention(store, textIn(run, "user_id"));
    case "channel":
      return channelMention(store, textIn(run, "channel_id"), "");
    case "usergroup":
      return groupMention(store, textIn(run, "usergroup_id"), "");
    case "broadcast":
      return element("span", { class: "mention mention-me" }, `@${textIn(run, "range")}`);
    case "emoji":
      return emojiNamed(textIn(run, "name")) ?? document.createTextNode(`:${textIn(run, "name")}:`);
    case "date":
      return document.createTextNode(textIn(run, "fallback") || dateText(Number(textIn(run, "timestamp"))));
    default:
      return document.createTextNode(textIn(run, "value") || textIn(run, "text"));
  }
}

const tags = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
] as const;

function styled(run: BlockJson, node: Node): Node {
  const style = shapeIn(run, "style");
  return tags.reduce((inner, [name, tag]) => (style?.[name] === true ? element(tag, {}, inner) : inner), node);
}

function dateText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString();
}
