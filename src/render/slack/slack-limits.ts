import type { KnownBlock, View } from "@slack/types";
import { slackLength } from "./slack-escape.ts";
import type { SlackMessage } from "./slack-message.ts";
import { textLength } from "./text-length.ts";

/** What Slack takes. Sources: docs.slack.dev, Block Kit reference; `@slack/types`; bolt-js#2509 for `message`. */
export const slackLimits = {
  /** Characters of all texts of a message together; found by trial, and drifting. */
  message: 13_200,
  fallback: 4000,
  messageBlocks: 50,
  viewBlocks: 100,
  id: 255,
  header: 150,
  section: 3000,
  fields: 10,
  field: 2000,
  contextElements: 10,
  actions: 25,
  button: 75,
  buttonValue: 2000,
  url: 3000,
  label: 75,
  options: 100,
  choices: 10,
  overflowOptions: 5,
  option: 75,
  optionValue: 75,
  placeholder: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  inputLabel: 2000,
  containerTitle: 150,
  containerBlocks: 10,
  rows: 100,
  columns: 20,
  markdown: 12_000,
  modalTitle: 24,
  metadata: 3000,
  inputLength: 3000,
  /** Not documented: the limit of a section, kept for rich text too. */
  richText: 3000,
  alert: 3000,
} as const;

type Node = Readonly<Record<string, unknown>>;
type Report = (pointer: string, what: string) => void;

const inContainer: ReadonlySet<string> = new Set([
  "actions",
  "context",
  "divider",
  "header",
  "image",
  "input",
  "rich_text",
  "section",
  "table",
]);
const onlyInViews: ReadonlySet<string> = new Set(["input"]);
const inRichText: ReadonlySet<string> = new Set([
  "text",
  "link",
  "user",
  "usergroup",
  "channel",
  "emoji",
  "date",
  "broadcast",
]);
const interactive: ReadonlySet<string> = new Set([
  "button",
  "static_select",
  "external_select",
  "conversations_select",
  "overflow",
  "radio_buttons",
  "checkboxes",
  "plain_text_input",
]);

/**
 * What Slack would refuse in a message or view, each with the place as Slack names it: `/blocks/3/text/text: 3200
 * characters, at most 3000`. Empty: nothing. Blocks and elements that this bot does not use count as refused.
 */
export function violations(sent: SlackMessage | View): readonly string[] {
  const found: string[] = [];
  const report: Report = (pointer, what) => found.push(`${pointer}: ${what}`);
  if ("overflow" in sent) checkMessage(sent, "", report);
  else checkView(sent, report);
  return found;
}

function checkMessage(message: SlackMessage, at: string, report: Report): void {
  const { text, blocks, classic, overflow } = message;
  if (text.trim() === "") report(`${at}/text`, "is empty");
  if (text.length > slackLimits.fallback) report(`${at}/text`, over(text.length, slackLimits.fallback));
  for (const [form, list] of Object.entries({ blocks, ...(classic === undefined ? {} : { classic }) })) {
    checkBlocks(list, `${at}/${form}`, "message", report);
    const length = textLength(list) + text.length;
    if (length > slackLimits.message) report(`${at}/${form}`, over(length, slackLimits.message));
  }
  for (const [index, reply] of overflow.entries()) checkMessage(reply, `${at}/overflow/${index}`, report);
}

function checkView(view: View, report: Report): void {
  if (view.type === "modal") {
    text(view.title, "/title", slackLimits.modalTitle, report, true);
    if (view.submit !== undefined) text(view.submit, "/submit", slackLimits.modalTitle, report, true);
    if (view.close !== undefined) text(view.close, "/close", slackLimits.modalTitle, report, true);
    const asks = view.blocks.some(({ type }) => type === "input");
    if (asks && view.submit === undefined) report("/submit", "is missing beside an input");
  }
  length(view.private_metadata, "/private_metadata", slackLimits.metadata, report);
  length(view.callback_id, "/callback_id", slackLimits.id, report);
  checkBlocks(view.blocks as readonly KnownBlock[], "/blocks", "view", report);
}

function checkBlocks(
  blocks: readonly KnownBlock[],
  at: string,
  surface: "message" | "view" | "container",
  report: Report,
): void {
  const most = {
    message: slackLimits.messageBlocks,
    view: slackLimits.viewBlocks,
    container: slackLimits.containerBlocks,
  };
  if (blocks.length === 0) report(at, "no blocks");
  if (blocks.length > most[surface]) report(at, `${blocks.length} blocks, at most ${most[surface]}`);
  const ids = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const pointer = `${at}/${index}`;
    const { type, block_id: id } = block;
    if (surface === "container" && !inContainer.has(type)) report(pointer, `${type} cannot stand in a container`);
    if (surface === "message" && onlyInViews.has(type)) report(pointer, `${type} cannot stand in a message`);
    if (id !== undefined) {
      length(id, `${pointer}/block_id`, slackLimits.id, report);
      if (ids.has(id)) report(`${pointer}/block_id`, `"${id}" is there twice`);
      ids.add(id);
    }
    checkBlock(block, pointer, report);
  }
}

function checkBlock(block: KnownBlock, at: string, report: Report): void {
  switch (block.type) {
    case "header":
      text(block.text, `${at}/text`, slackLimits.header, report, true);
      return;
    case "divider":
      return;
    case "alert":
      text(block.text, `${at}/text`, slackLimits.alert, report);
      return;
    case "section":
      checkSection(block, at, report);
      return;
    case "context":
      count(block.elements, `${at}/elements`, slackLimits.contextElements, report);
      for (const [index, element] of block.elements.entries()) {
        if (element.type === "image") report(`${at}/elements/${index}`, "images are not used");
        else text(element, `${at}/elements/${index}`, slackLimits.section, report);
      }
      return;
    case "actions":
      count(block.elements, `${at}/elements`, slackLimits.actions, report);
      checkElements(block.elements, at, report);
      return;
    case "rich_text":
      checkRichText(block, at, report);
      return;
    case "container":
      if (block.title === undefined) report(`${at}/title`, "is missing");
      else text(block.title, `${at}/title`, slackLimits.containerTitle, report, true);
      if (block.default_collapsed === true && block.is_collapsible !== true)
        report(`${at}/default_collapsed`, "needs is_collapsible");
      checkBlocks(block.child_blocks, `${at}/child_blocks`, "container", report);
      return;
    case "input":
      text(block.label, `${at}/label`, slackLimits.inputLabel, report, true);
      if (block.hint !== undefined) text(block.hint, `${at}/hint`, slackLimits.inputLabel, report, true);
      checkElements([block.element], at, report, "element");
      return;
    case "markdown":
      length(block.text, `${at}/text`, slackLimits.markdown, report);
      return;
    case "table":
    case "data_table":
      checkTable(block, at, report);
      return;
    default:
      report(at, `${block.type} is not used`);
  }
}

function checkSection(block: Extract<KnownBlock, { type: "section" }>, at: string, report: Report): void {
  const { text: own, fields, accessory } = block;
  if (own === undefined && (fields ?? []).length === 0) report(at, "has neither text nor fields");
  if (own !== undefined) text(own, `${at}/text`, slackLimits.section, report);
  if (fields !== undefined) {
    count(fields, `${at}/fields`, slackLimits.fields, report);
    for (const [index, field] of fields.entries()) text(field, `${at}/fields/${index}`, slackLimits.field, report);
  }
  if (accessory !== undefined) checkElements([accessory], at, report, "accessory");
}

/** Interactive elements of one block: an action id may be there once. */
function checkElements(elements: readonly unknown[], at: string, report: Report, name?: string): void {
  const ids = new Set<unknown>();
  for (const [index, element] of elements.entries()) {
    const pointer = name === undefined ? `${at}/elements/${index}` : `${at}/${name}`;
    const node = element as Node;
    if (ids.has(node.action_id)) report(`${pointer}/action_id`, `"${String(node.action_id)}" is there twice`);
    ids.add(node.action_id);
    checkElement(node, pointer, report);
  }
}

function checkElement(node: Node, at: string, report: Report): void {
  const type = String(node.type);
  if (!interactive.has(type)) {
    report(at, `${type} is not used`);
    return;
  }
  if (node.action_id === undefined) report(`${at}/action_id`, "is missing");
  length(node.action_id, `${at}/action_id`, slackLimits.id, report);
  if (node.placeholder !== undefined)
    text(node.placeholder, `${at}/placeholder`, slackLimits.placeholder, report, true);
  if (node.confirm !== undefined) checkConfirm(node.confirm as Node, `${at}/confirm`, report);
  if (type === "button") {
    text(node.text, `${at}/text`, slackLimits.button, report, true);
    length(node.value, `${at}/value`, slackLimits.buttonValue, report);
    length(node.url, `${at}/url`, slackLimits.url, report);
    length(node.accessibility_label, `${at}/accessibility_label`, slackLimits.label, report);
  }
  if (type === "plain_text_input") {
    for (const key of ["min_length", "max_length"])
      if (typeof node[key] === "number" && node[key] > slackLimits.inputLength)
        report(`${at}/${key}`, `${node[key]}, at most ${slackLimits.inputLength}`);
    length(node.initial_value, `${at}/initial_value`, slackLimits.inputLength, report);
  }
  checkOptions(node, type, at, report);
}

function checkOptions(node: Node, type: string, at: string, report: Report): void {
  const most =
    type === "overflow"
      ? slackLimits.overflowOptions
      : type === "static_select"
        ? slackLimits.options
        : slackLimits.choices;
  const takes = ["static_select", "overflow", "radio_buttons", "checkboxes"].includes(type);
  const options = (node.options ?? []) as readonly Node[];
  if (takes) count(options, `${at}/options`, most, report);
  const values = new Set(options.map(({ value }) => value));
  if (values.size < options.length) report(`${at}/options`, "a value is there twice");
  for (const [index, option] of options.entries()) checkOption(option, `${at}/options/${index}`, report);
  const initial = node.initial_option as Node | undefined;
  if (initial === undefined) return;
  checkOption(initial, `${at}/initial_option`, report);
  if (type === "static_select" && !options.some((option) => JSON.stringify(option) === JSON.stringify(initial)))
    report(`${at}/initial_option`, "is none of the options");
}

function checkOption(option: Node, at: string, report: Report): void {
  text(option.text, `${at}/text`, slackLimits.option, report);
  if (typeof option.value !== "string" || option.value === "") report(`${at}/value`, "is missing");
  length(option.value, `${at}/value`, slackLimits.optionValue, report);
}

function checkConfirm(confirm: Node, at: string, report: Report): void {
  text(confirm.title, `${at}/title`, slackLimits.confirmTitle, report, true);
  text(confirm.text, `${at}/text`, slackLimits.confirmText, report);
  text(confirm.confirm, `${at}/confirm`, slackLimits.confirmButton, report, true);
  text(confirm.deny, `${at}/deny`, slackLimits.confirmButton, report, true);
}

function checkRichText(block: Extract<KnownBlock, { type: "rich_text" }>, at: string, report: Report): void {
  if (block.elements.length === 0) report(`${at}/elements`, "is empty");
  const whole = textLength(block);
  if (whole > slackLimits.richText) report(at, over(whole, slackLimits.richText));
  for (const [index, element] of block.elements.entries()) {
    const pointer = `${at}/elements/${index}`;
    if (element.elements.length === 0) report(`${pointer}/elements`, "is empty");
    if (element.type === "rich_text_list")
      for (const [item, section] of element.elements.entries())
        checkRichElements(section.elements, `${pointer}/elements/${item}`, report);
    else checkRichElements(element.elements, pointer, report);
  }
}

function checkRichElements(elements: readonly unknown[], at: string, report: Report): void {
  if (elements.length === 0) report(`${at}/elements`, "is empty");
  for (const [index, element] of elements.entries()) {
    const { type, text: own } = element as Node;
    const pointer = `${at}/elements/${index}`;
    if (!inRichText.has(String(type))) report(pointer, `${String(type)} is not used`);
    if (type === "text" && (typeof own !== "string" || own === "")) report(`${pointer}/text`, "is empty");
  }
}

function checkTable(block: Extract<KnownBlock, { type: "table" | "data_table" }>, at: string, report: Report): void {
  count(block.rows, `${at}/rows`, slackLimits.rows, report);
  const width = block.rows[0]?.length ?? 0;
  for (const [index, row] of block.rows.entries()) {
    count(row, `${at}/rows/${index}`, slackLimits.columns, report);
    if (row.length !== width) report(`${at}/rows/${index}`, `${row.length} cells, and the first row has ${width}`);
    for (const [column, cell] of row.entries())
      if (cell.type !== "rich_text" && cell.text === "") report(`${at}/rows/${index}/${column}/text`, "is empty");
  }
  if (block.type === "data_table" && block.caption.trim() === "") report(`${at}/caption`, "is empty");
}

/** A text object: there, not empty, and not too long. */
function text(node: unknown, at: string, most: number, report: Report, plainOnly = false): void {
  const { type, text: own } = (node ?? {}) as Node;
  if (typeof own !== "string" || own.trim() === "") {
    report(`${at}/text`, "is empty");
    return;
  }
  if (type !== "plain_text" && (plainOnly || type !== "mrkdwn")) report(`${at}/type`, `is ${String(type)}`);
  const counted = type === "mrkdwn" ? own.length : slackLength(own);
  if (counted > most) report(`${at}/text`, over(counted, most));
}

function length(value: unknown, at: string, most: number, report: Report): void {
  if (typeof value === "string" && value.length > most) report(at, over(value.length, most));
}

function count(list: readonly unknown[], at: string, most: number, report: Report): void {
  if (list.length === 0) report(at, "is empty");
  if (list.length > most) report(at, `${list.length} entries, at most ${most}`);
}

function over(characters: number, most: number): string {
  return `${characters} characters, at most ${most}`;
}
