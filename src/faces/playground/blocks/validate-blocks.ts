import {
  address,
  boolean,
  both,
  byType,
  integer,
  isShape,
  list,
  needsOne,
  number,
  object,
  oneOf,
  type Problem,
  problem,
  type Rule,
  type Shape,
  string,
} from "./rule.ts";
import { textLength } from "./text-length.ts";
import { imageElement, imagePlace } from "./validate-composition.ts";
import { elementsOf } from "./validate-elements.ts";
import { richText } from "./validate-rich-text.ts";
import { anyText, mrkdwn, plainText } from "./validate-text.ts";

/** Where blocks are shown: what is allowed differs. */
export type Surface = "message" | "modal" | "home";

/** Blocks that Slack has added since 2025: a workspace may not have them yet. */
export const newBlocks: readonly string[] = [
  "alert",
  "card",
  "carousel",
  "container",
  "context_actions",
  "data_table",
  "data_visualization",
  "plan",
  "table",
  "task_card",
];

const blockId = { block_id: string(1, 255) };
const menus = ["static_select", "external_select", "users_select", "conversations_select", "channels_select"];
const multiMenus = menus.map((name) => `multi_${name}`);
const pickers = ["checkboxes", "radio_buttons", "datepicker", "timepicker"];
const inputs = ["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"];

const actions = block("actions", {
  elements: list(
    byType(
      elementsOf(
        "button",
        "workflow_button",
        "overflow",
        "datetimepicker",
        "rich_text_input",
        ...pickers,
        ...menus,
        ...multiMenus,
      ),
    ),
    1,
    25,
  ),
});

const section = block(
  "section",
  {},
  {
    text: anyText(3000),
    fields: list(anyText(2000), 1, 10),
    accessory: byType(
      elementsOf("button", "workflow_button", "overflow", "image", ...pickers, ...menus, ...multiMenus),
    ),
    expand: boolean,
  },
  (value, pointer) => needsOne(value, pointer, ["text", "fields"]),
);

const context = block("context", {
  elements: list(byType({ image: imageElement, plain_text: plainText(3000), mrkdwn: mrkdwn(3000) }), 1, 10),
});

const image = block(
  "image",
  { alt_text: string(1, 2000) },
  { title: plainText(2000), ...imagePlace },
  (value, pointer) => needsOne(value, pointer, ["image_url", "slack_file"], true),
);

const input = block(
  "input",
  {
    label: plainText(2000),
    element: byType(elementsOf(...inputs, "file_input", "datetimepicker", ...pickers, ...menus, ...multiMenus)),
  },
  { hint: plainText(2000), optional: boolean, dispatch_action: boolean },
);

const rawText = object({ type: oneOf("raw_text"), text: string(1) });
const rawNumber = object({ type: oneOf("raw_number"), value: number(), text: string(1) });
const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText });
const headCell = byType({ raw_text: rawText, raw_number: rawNumber });

const table = block(
  "table",
  { rows: list(list(cell, 1, 20), 1, 100) },
  { column_settings: list(anyColumn, 0, 20) },
  (value, pointer) => cellsFit(value, pointer),
);

const dataTable = block(
  "data_table",
  { rows: list(list(cell, 1, 20), 2, 101), caption: string(1) },
  { page_size: integer(1, 100), row_header_column_index: integer(0) },
  (value, pointer) => [...evenRows(value, pointer), ...plainHead(value, pointer), ...cellsFit(value, pointer)],
);

const taskCard = block(
  "task_card",
  {
    task_id: string(1),
    title: string(1),
    status: oneOf("pending", "in_progress", "complete", "error"),
  },
  {
    details: richText,
    output: richText,
    sources: list(object({ type: oneOf("url"), url: address(3000), text: string(1) })),
  },
);

const card = block(
  "card",
  {},
  {
    hero_image: imageElement,
    icon: imageElement,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    actions: list(byType(elementsOf("button")), 1, 5),
  },
  (value, pointer) => needsOne(value, pointer, ["hero_image", "title", "actions", "body"]),
);

const chart = object(
  { type: oneOf("line", "bar", "area", "pie") },
  { segments: list(anything, 1, 6), series: list(anything, 1, 12), axis_config: anything },
);

const plain: Readonly<Record<string, Rule>> = {
  actions,
  context,
  divider: block("divider", {}),
  file: block("file", { source: oneOf("remote"), external_id: string(1) }),
  header: block("header", { text: plainText(150) }, { level: integer(1, 4) }),
  image,
  input,
  rich_text: richText,
  section,
  table,
  video: block(
    "video",
    { video_url: address(3000), thumbnail_url: address(3000), alt_text: string(1, 2000), title: plainText(199) },
    {
      title_url: address(3000),
      author_name: string(1, 49),
      provider_name: string(1),
      provider_icon_url: address(3000),
      description: plainText(200),
    },
  ),
};

const container = block(
  "container",
  { child_blocks: list(byType(plain), 1, 10) },
  {
    title: plainText(150),
    rich_text_title: richText,
    subtitle: anyText(150),
    width: oneOf("narrow", "standard", "wide", "full"),
    icon: imageElement,
    is_collapsible: boolean,
    default_collapsed: boolean,
    has_header_divider: boolean,
  },
  (value, pointer) => [
    ...needsOne(value, pointer, ["title", "rich_text_title"]),
    ...(value.default_collapsed === true && value.is_collapsible !== true
      ? problem(`${pointer}/default_collapsed`, "requires is_collapsible to be true")
      : []),
  ],
);

/** Every block that Slack knows, by type. */
const blocks: Readonly<Record<string, Rule>> = {
  ...plain,
  alert: block("alert", { text: anyText(3000) }, { level: oneOf("default", "info", "warning", "error", "success") }),
  card,
  carousel: block("carousel", { elements: list(byType({ card }), 1, 10) }),
  container,
  context_actions: block("context_actions", {
    elements: list(byType(elementsOf("feedback_buttons", "icon_button")), 1, 5),
  }),
  data_table: dataTable,
  data_visualization: block("data_visualization", { title: string(1, 50), chart }),
  markdown: block("markdown", { text: string(1, 12_000) }),
  plan: block("plan", { title: string(1) }, { tasks: list(byType({ task_card: taskCard }), 0, 50) }),
  task_card: taskCard,
};

const onlyInMessages = [
  "card",
  "carousel",
  "container",
  "context_actions",
  "data_table",
  "data_visualization",
  "markdown",
  "plan",
  "table",
  "task_card",
];

/**
 * What Slack would refuse of a list of blocks, and why. `refused` names types that this workspace does not have.
 * Limits: the shapes of `@slack/types` 3.2 and the reference pages of Slack's blocks.
 */
export function validateBlocks(
  value: unknown,
  surface: Surface,
  pointer = "/blocks",
  refused: readonly string[] = [],
): readonly Problem[] {
  const gone = surface === "message" ? refused : [...refused, ...onlyInMessages];
  const known = Object.fromEntries(Object.entries(blocks).filter(([type]) => !gone.includes(type)));
  const found = list(byType(known), 0, surface === "message" ? 50 : 100)(value, pointer);
  if (found.length > 0 || !Array.isArray(value)) return found;
  const shapes = value.filter(isShape);
  return [...uniqueIds(shapes, pointer), ...atMostOneTable(shapes, pointer), ...markdownFits(shapes, pointer)];
}

function block(
  type: string,
  required: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
  more: (value: Shape, pointer: string) => readonly Problem[] = () => [],
): Rule {
  return both(object({ type: oneOf(type), ...required }, { ...blockId, ...optional }, more), uniqueActions);
}

/** Actions are told apart by block and id, so no id may stand twice in one block. */
function uniqueActions(value: unknown, pointer: string): readonly Problem[] {
  if (!isShape(value) || !Array.isArray(value.elements)) return [];
  const seen = new Set<unknown>();
  return value.elements.flatMap((element: unknown, at) => {
    const id = isShape(element) ? element.action_id : undefined;
    if (id === undefined) return [];
    if (seen.has(id)) return problem(`${pointer}/elements/${at}/action_id`, `\`${String(id)}\` already exists`);
    seen.add(id);
    return [];
  });
}

function uniqueIds(shapes: readonly Shape[], pointer: string): readonly Problem[] {
  const seen = new Set<unknown>();
  return shapes.flatMap(({ block_id: id }, at) => {
    if (id === undefined) return [];
    if (seen.has(id)) return problem(`${pointer}/${at}/block_id`, `\`${String(id)}\` already exists`);
    seen.add(id);
    return [];
  });
}

function atMostOneTable(shapes: readonly Shape[], pointer: string): readonly Problem[] {
  const tables = shapes.flatMap(({ type }, at) => (type === "table" ? [at] : []));
  return tables.slice(1).flatMap((at) => problem(`${pointer}/${at}`, "only_one_table_allowed"));
}

function markdownFits(shapes: readonly Shape[], pointer: string): readonly Problem[] {
  const length = shapes.reduce((sum, { type, text }) => sum + (type === "markdown" ? String(text).length : 0), 0);
  return length > 12_000 ? problem(pointer, "markdown blocks must be less than 12001 characters together") : [];
}

function evenRows({ rows }: Shape, pointer: string): readonly Problem[] {
  if (!Array.isArray(rows)) return [];
  const widths = rows.map((row: unknown) => (Array.isArray(row) ? row.length : 0));
  return widths.flatMap((width, at) =>
    width === widths[0] ? [] : problem(`${pointer}/rows/${at}`, "all rows must have the same number of cells"),
  );
}

function plainHead({ rows }: Shape, pointer: string): readonly Problem[] {
  const head: unknown = Array.isArray(rows) ? rows[0] : undefined;
  return list(headCell)(head, `${pointer}/rows/0`);
}

/** The cells of a table may hold 10,000 characters together. */
function cellsFit({ rows }: Shape, pointer: string): readonly Problem[] {
  return textLength(rows) > 10_000 ? problem(`${pointer}/rows`, "must be less than 10001 characters in all cells") : [];
}

function anyColumn(value: unknown, pointer: string): readonly Problem[] {
  if (value === null) return [];
  return object({}, { align: oneOf("left", "center", "right"), is_wrapped: boolean })(value, pointer);
}

function anything(): readonly Problem[] {
  return [];
}
