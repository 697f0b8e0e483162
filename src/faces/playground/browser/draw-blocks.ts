import { parseMarkdown } from "../text/parse-markdown.ts";
import type { BlockJson } from "../wire.ts";
import { drawInteractive } from "./draw-interactive.ts";
import { drawRichText } from "./draw-rich-text.ts";
import { drawDataTable, drawTable } from "./draw-table.ts";
import { drawParts, drawTextLine, drawTextObject, plain } from "./draw-text.ts";
import { type Child, element, icon, outsideLink } from "./element.ts";
import { shapeIn, shapesIn, textIn } from "./json-shape.ts";
import type { Surface } from "./surface.ts";

/** Blocks, one below the other. */
export function drawBlocks(surface: Surface, blocks: readonly BlockJson[]): HTMLElement {
  return element("div", { class: "blocks" }, ...blocks.map((block) => drawBlock(surface, block)));
}

function drawBlock(surface: Surface, block: BlockJson): HTMLElement {
  const node = drawn(surface, block);
  node.classList.add("block", `block-${textIn(block, "type")}`);
  return node;
}

function drawn(surface: Surface, block: BlockJson): HTMLElement {
  const { store } = surface;
  switch (block.type) {
    case "header":
      return element("h3", {}, plain(textIn(shapeIn(block, "text"), "text")));
    case "divider":
      return element("hr");
    case "section":
      return section(surface, block);
    case "context":
      return element("div", {}, ...shapesIn(block, "elements").map((each) => contextPart(surface, each)));
    case "context_actions":
    case "actions":
      return actions(surface, block);
    case "image":
      return picture(surface, block);
    case "rich_text":
      return drawRichText(store, block);
    case "markdown":
      return element("div", {}, ...drawParts(store, parseMarkdown(textIn(block, "text"))));
    case "table":
      return drawTable(store, block);
    case "data_table":
      return drawDataTable(store, block);
    case "input":
      return input(surface, block);
    case "alert":
      return alert(surface, block);
    case "card":
      return card(surface, block);
    case "carousel":
      return element("div", { tabindex: 0 }, ...shapesIn(block, "elements").map((each) => drawBlock(surface, each)));
    case "container":
      return container(surface, block);
    case "plan":
      return plan(surface, block);
    case "task_card":
      return task(surface, block);
    default:
      return element("div", { class: "unknown" }, `The playground cannot draw a "${textIn(block, "type")}" block yet`);
  }
}

function section(surface: Surface, block: BlockJson): HTMLElement {
  const text = shapeIn(block, "text");
  const fields = shapesIn(block, "fields");
  const accessory = shapeIn(block, "accessory");
  return element(
    "div",
    {},
    element(
      "div",
      { class: "section-main" },
      text === undefined
        ? undefined
        : element("div", { class: "section-text" }, ...drawTextObject(surface.store, text)),
      fields.length > 0 &&
        element(
          "div",
          { class: "fields" },
          ...fields.map((field) => element("div", {}, ...drawTextObject(surface.store, field))),
        ),
    ),
    accessory === undefined
      ? undefined
      : element("div", { class: "accessory" }, part(surface, block, accessory, "Choose")),
  );
}

function part(surface: Surface, block: BlockJson, each: BlockJson, label: string): HTMLElement {
  if (each.type === "image") return image(each, "accessory-image");
  const placeholder = textIn(shapeIn(each, "placeholder"), "text");
  return drawInteractive(surface, { block: textIn(block, "block_id"), label: placeholder || label, tells: true }, each);
}

function actions(surface: Surface, block: BlockJson): HTMLElement {
  return element("div", {}, ...shapesIn(block, "elements").map((each) => part(surface, block, each, "Choose")));
}

function contextPart(surface: Surface, each: BlockJson): Node {
  return each.type === "image"
    ? image(each, "context-image")
    : element("span", {}, ...drawTextLine(surface.store, each));
}

function image(each: BlockJson, name: string): HTMLElement {
  const url = URL.parse(textIn(each, "image_url") || textIn(shapeIn(each, "slack_file"), "url"));
  const safe = url !== null && /^https?:$/.test(url.protocol);
  return element("img", {
    class: name,
    src: safe ? url.href : undefined,
    alt: textIn(each, "alt_text"),
    loading: "lazy",
  });
}

function picture(surface: Surface, block: BlockJson): HTMLElement {
  const title = shapeIn(block, "title");
  return element(
    "figure",
    {},
    title === undefined ? undefined : element("figcaption", {}, ...drawTextLine(surface.store, title)),
    image(block, "picture"),
  );
}

let inputs = 0;

function input(surface: Surface, block: BlockJson): HTMLElement {
  inputs += 1;
  const each = shapeIn(block, "element") ?? {};
  const label = textIn(shapeIn(block, "label"), "text");
  const hint = shapeIn(block, "hint");
  const spot = { block: textIn(block, "block_id"), label, tells: block.dispatch_action === true };
  const control = drawInteractive(surface, spot, each);
  const focused = control.matches("input,textarea") ? control : control.querySelector<HTMLElement>("input");
  const ids = { error: `input-${inputs}-error`, hint: `input-${inputs}-hint` };
  focused?.setAttribute("aria-describedby", `${ids.error} ${ids.hint}`);
  if (each.focus_on_load === true) focused?.setAttribute("autofocus", "");
  if (block.optional !== true) focused?.setAttribute("aria-required", "true");
  return element(
    "div",
    { "data-block": spot.block },
    element(
      "div",
      { class: "input-label", onclick: () => focused?.focus() },
      plain(label),
      block.optional === true && element("span", { class: "optional" }, " (optional)"),
    ),
    control,
    element("div", { class: "input-error", id: ids.error, role: "alert" }),
    element(
      "div",
      { class: "input-hint", id: ids.hint },
      ...(hint === undefined ? [] : drawTextLine(surface.store, hint)),
    ),
  );
}

const alertWords: Readonly<Record<string, readonly [string, "info" | "warn" | "check"]>> = {
  default: ["Note", "info"],
  info: ["Information", "info"],
  warning: ["Warning", "warn"],
  error: ["Error", "warn"],
  success: ["Success", "check"],
};

function alert(surface: Surface, block: BlockJson): HTMLElement {
  const level = textIn(block, "level") || "default";
  const [word, sign] = alertWords[level] ?? ["Note", "info"];
  return element(
    "div",
    { class: `alert-${level}`, role: "note", "aria-label": word },
    icon(sign),
    element("div", {}, ...drawTextObject(surface.store, shapeIn(block, "text"))),
  );
}

function card(surface: Surface, block: BlockJson): HTMLElement {
  const hero = shapeIn(block, "hero_image");
  const sign = shapeIn(block, "icon");
  const line = (name: string): Child => {
    const text = shapeIn(block, name);
    return text === undefined
      ? undefined
      : element("div", { class: `card-${name}` }, ...drawTextObject(surface.store, text));
  };
  const buttons = shapesIn(block, "actions");
  return element(
    "div",
    {},
    hero === undefined ? undefined : image(hero, "card-hero"),
    element(
      "div",
      { class: "card-head" },
      sign === undefined ? undefined : image(sign, "card-icon"),
      element("div", {}, line("title"), line("subtitle")),
    ),
    line("body"),
    buttons.length > 0 &&
      element("div", { class: "card-actions" }, ...buttons.map((each) => part(surface, block, each, "Choose"))),
  );
}

function container(surface: Surface, block: BlockJson): HTMLElement {
  const rich = shapeIn(block, "rich_text_title");
  const sign = shapeIn(block, "icon");
  const subtitle = shapeIn(block, "subtitle");
  const head = element(
    "span",
    { class: "container-head" },
    sign === undefined ? undefined : image(sign, "context-image"),
    element(
      "span",
      {},
      element(
        "span",
        { class: "container-title" },
        ...(rich === undefined
          ? drawTextLine(surface.store, shapeIn(block, "title"))
          : [drawRichText(surface.store, rich)]),
      ),
      subtitle === undefined
        ? undefined
        : element("span", { class: "container-subtitle" }, ...drawTextLine(surface.store, subtitle)),
    ),
  );
  const inside = drawBlocks(surface, shapesIn(block, "child_blocks"));
  const width = ` container-${textIn(block, "width") || "standard"}`;
  if (block.is_collapsible !== true)
    return element(
      "div",
      { class: `container${width}${block.has_header_divider === true ? " container-divided" : ""}` },
      head,
      inside,
    );
  return element(
    "details",
    { class: `container${width}`, open: block.default_collapsed !== true },
    element("summary", {}, icon("right"), head),
    inside,
  );
}

function plan(surface: Surface, block: BlockJson): HTMLElement {
  const tasks = shapesIn(block, "tasks");
  const done = tasks.filter(({ status }) => status === "complete").length;
  return element(
    "details",
    { class: "plan", open: true },
    element(
      "summary",
      {},
      icon("right"),
      element("span", { class: "plan-title" }, textIn(block, "title")),
      tasks.length > 0 && element("span", { class: "plan-count" }, `${done} of ${tasks.length}`),
    ),
    element("ul", {}, ...tasks.map((each) => element("li", {}, drawBlock(surface, each)))),
  );
}

const statusWords: Readonly<Record<string, string>> = {
  pending: "Pending",
  in_progress: "In progress",
  complete: "Complete",
  error: "Error",
};

function task(surface: Surface, block: BlockJson): HTMLElement {
  const status = textIn(block, "status");
  const details = shapeIn(block, "details");
  const output = shapeIn(block, "output");
  const sources = shapesIn(block, "sources");
  const signs = { complete: icon("check"), error: icon("close") } as Readonly<Record<string, SVGSVGElement>>;
  return element(
    "div",
    { class: `task task-${status}` },
    element("span", { class: "task-sign", role: "img", "aria-label": statusWords[status] ?? status }, signs[status]),
    element(
      "div",
      { class: "task-main" },
      element("div", { class: "task-title" }, textIn(block, "title")),
      details === undefined
        ? undefined
        : element("div", { class: "task-details" }, drawRichText(surface.store, details)),
      output === undefined ? undefined : element("div", { class: "task-details" }, drawRichText(surface.store, output)),
      sources.length > 0 &&
        element(
          "div",
          { class: "task-sources" },
          ...sources.map((each) => outsideLink(textIn(each, "url"), textIn(each, "text"))),
        ),
    ),
  );
}
