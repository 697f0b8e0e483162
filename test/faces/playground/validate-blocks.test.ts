import type { KnownBlock } from "@slack/types";
import { describe, expect, test } from "vitest";
import { textLength } from "../../../src/faces/playground/blocks/text-length.ts";
import { newBlocks, validateBlocks } from "../../../src/faces/playground/blocks/validate-blocks.ts";
import { validateView } from "../../../src/faces/playground/blocks/validate-view.ts";
import { answerBlocks, homeView, questionModal } from "../../support/scripted-blocks.ts";

type Json = Readonly<Record<string, unknown>>;

const long = (length: number): string => "x".repeat(length);
const plain = (text: string): Json => ({ type: "plain_text", text });
const mrkdwn = (text: string): Json => ({ type: "mrkdwn", text });
const many = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const button = (more: Json = {}): Json => ({ type: "button", action_id: "a", text: plain("Go"), ...more });
const option = (value = "v", more: Json = {}): Json => ({ text: plain("One"), value, ...more });
const actions = (...elements: readonly Json[]): Json => ({ type: "actions", elements });
const section = (more: Json): Json => ({ type: "section", ...more });
const select = (more: Json): Json => ({ type: "static_select", action_id: "s", ...more });
const raw = (text: string): Json => ({ type: "raw_text", text });
const table = (more: Json): Json => ({
  type: "data_table",
  caption: "Callers",
  rows: [[raw("A")], [raw("1")]],
  ...more,
});
const rich = (...elements: readonly Json[]): Json => ({ type: "rich_text", elements });
const input = (element: Json, more: Json = {}): Json => ({ type: "input", label: plain("L"), element, ...more });

describe("blocks that Slack takes", () => {
  test("include everything that the scripted bot shows", () => {
    expect(validateBlocks(answerBlocks, "message")).toEqual([]);
    expect(validateView(questionModal("a", "b"), "modal")).toEqual([]);
    expect(validateView(homeView, "home")).toEqual([]);
  });

  const allowed: readonly KnownBlock[] = [
    { type: "section", text: { type: "mrkdwn", text: long(3000) } },
    { type: "header", text: { type: "plain_text", text: long(150) } },
    { type: "markdown", text: long(12_000) },
    { type: "card", title: { type: "mrkdwn", text: "*Card*" } },
    { type: "image", alt_text: "A graph", image_url: "https://example.com/graph.png" },
    { type: "table", rows: [[{ type: "raw_text", text: "a" }]], column_settings: [{ align: "right" }] },
    {
      type: "context_actions",
      elements: [
        {
          type: "feedback_buttons",
          action_id: "f",
          positive_button: { text: { type: "plain_text", text: "Good" }, value: "1" },
          negative_button: { text: { type: "plain_text", text: "Bad" }, value: "0" },
        },
      ],
    },
    { type: "carousel", elements: [{ type: "card", body: { type: "mrkdwn", text: "b" } }] },
    { type: "plan", title: "Reading", tasks: [{ type: "task_card", task_id: "1", title: "Read", status: "error" }] },
    { type: "alert", text: { type: "plain_text", text: "Look" }, level: "warning" },
  ];
  test.each(allowed.map((block) => [block.type, block] as const))("include a full %s", (_type, block) => {
    expect(validateBlocks([block], "message")).toEqual([]);
  });
});

describe("blocks that Slack refuses", () => {
  test.each<readonly [string, Json, string, string]>([
    ["an unknown type", { type: "banner" }, "/blocks/0/type", "unsupported type: banner"],
    ["no type", { text: plain("x") }, "/blocks/0", "missing required field: type"],
    [
      "a member that nobody knows",
      { type: "divider", colour: "red" },
      "/blocks/0",
      "invalid additional property: colour",
    ],
    [
      "a long block_id",
      { type: "divider", block_id: long(256) },
      "/blocks/0/block_id",
      "must be less than 256 characters",
    ],
    [
      "a long header",
      { type: "header", text: plain(long(151)) },
      "/blocks/0/text/text",
      "must be less than 151 characters",
    ],
    ["a header in mrkdwn", { type: "header", text: mrkdwn("x") }, "/blocks/0/text/type", "unsupported type: mrkdwn"],
    ["an empty text", section({ text: mrkdwn("") }), "/blocks/0/text/text", "must be more than 0 characters"],
    [
      "a long section",
      section({ text: mrkdwn(long(3001)) }),
      "/blocks/0/text/text",
      "must be less than 3001 characters",
    ],
    ["a section of nothing", section({}), "/blocks/0", "must define either `text` or `fields`"],
    ["11 fields", section({ fields: many(11, () => plain("x")) }), "/blocks/0/fields", "no more than 10 items allowed"],
    [
      "a long field",
      section({ fields: [plain(long(2001))] }),
      "/blocks/0/fields/0/text",
      "must be less than 2001 characters",
    ],
    [
      "an input as accessory",
      section({ text: plain("x"), accessory: { type: "plain_text_input", action_id: "i" } }),
      "/blocks/0/accessory/type",
      "unsupported type: plain_text_input",
    ],
    [
      "11 context elements",
      { type: "context", elements: many(11, () => plain("x")) },
      "/blocks/0/elements",
      "no more than 10 items allowed",
    ],
    [
      "a button in a context",
      { type: "context", elements: [button()] },
      "/blocks/0/elements/0/type",
      "unsupported type: button",
    ],
    [
      "26 actions",
      actions(...many(26, (at) => button({ action_id: `a${at}` }))),
      "/blocks/0/elements",
      "no more than 25 items allowed",
    ],
    ["no action", actions(), "/blocks/0/elements", "no fewer than 1 items allowed"],
    ["one action id twice", actions(button(), button()), "/blocks/0/elements/1/action_id", "`a` already exists"],
    [
      "a long button",
      actions(button({ text: plain(long(76)) })),
      "/blocks/0/elements/0/text/text",
      "must be less than 76 characters",
    ],
    [
      "a button in mrkdwn",
      actions(button({ text: mrkdwn("*x*") })),
      "/blocks/0/elements/0/text/type",
      "unsupported type: mrkdwn",
    ],
    [
      "a long value",
      actions(button({ value: long(2001) })),
      "/blocks/0/elements/0/value",
      "must be less than 2001 characters",
    ],
    [
      "a style of one's own",
      actions(button({ style: "warning" })),
      "/blocks/0/elements/0/style",
      "must be one of: primary, danger",
    ],
    [
      "a link that is none",
      actions(button({ url: "javascript:alert(1)" })),
      "/blocks/0/elements/0/url",
      "must be a valid URL",
    ],
    [
      "a long accessibility label",
      actions(button({ accessibility_label: long(76) })),
      "/blocks/0/elements/0/accessibility_label",
      "must be less than 76 characters",
    ],
    [
      "a long confirmation",
      actions(button({ confirm: { text: plain(long(301)) } })),
      "/blocks/0/elements/0/confirm/text/text",
      "must be less than 301 characters",
    ],
    [
      "a long confirmation button",
      actions(button({ confirm: { text: plain("x"), confirm: plain(long(31)) } })),
      "/blocks/0/elements/0/confirm/confirm/text",
      "must be less than 31 characters",
    ],
    [
      "101 options",
      actions(select({ options: many(101, (at) => option(String(at))) })),
      "/blocks/0/elements/0/options",
      "no more than 100 items allowed",
    ],
    [
      "a menu of nothing",
      actions(select({})),
      "/blocks/0/elements/0",
      "must define either `options` or `option_groups`",
    ],
    [
      "options and groups",
      actions(select({ options: [option()], option_groups: [{ label: plain("g"), options: [option()] }] })),
      "/blocks/0/elements/0",
      "only one of `options`, `option_groups` is allowed",
    ],
    [
      "a choice that is not offered",
      actions(select({ options: [option("a")], initial_option: option("b") })),
      "/blocks/0/elements/0/initial_option",
      "must be one of the provided options",
    ],
    [
      "a long option value",
      actions(select({ options: [option(long(151))] })),
      "/blocks/0/elements/0/options/0/value",
      "must be less than 151 characters",
    ],
    [
      "a link in a menu's option",
      actions(select({ options: [option("a", { url: "https://example.com" })] })),
      "/blocks/0/elements/0/options/0",
      "invalid additional property: url",
    ],
    [
      "6 overflow options",
      actions({ type: "overflow", options: many(6, (at) => option(String(at))) }),
      "/blocks/0/elements/0/options",
      "no more than 5 items allowed",
    ],
    [
      "11 checkboxes",
      actions({ type: "checkboxes", options: many(11, (at) => option(String(at))) }),
      "/blocks/0/elements/0/options",
      "no more than 10 items allowed",
    ],
    [
      "a date of another form",
      actions({ type: "datepicker", initial_date: "20.11.2026" }),
      "/blocks/0/elements/0/initial_date",
      "must be a date of the form YYYY-MM-DD",
    ],
    [
      "an image without words",
      { type: "image", image_url: "https://example.com/a.png" },
      "/blocks/0",
      "missing required field: alt_text",
    ],
    [
      "an image of nothing",
      { type: "image", alt_text: "x" },
      "/blocks/0",
      "must define either `image_url` or `slack_file`",
    ],
    [
      "too much Markdown",
      { type: "markdown", text: long(12_001) },
      "/blocks/0/text",
      "must be less than 12001 characters",
    ],
    [
      "rich text of an unknown part",
      rich({ type: "rich_text_table", elements: [] }),
      "/blocks/0/elements/0/type",
      "unsupported type: rich_text_table",
    ],
    [
      "an empty run of rich text",
      rich({ type: "rich_text_section", elements: [{ type: "text", text: "" }] }),
      "/blocks/0/elements/0/elements/0/text",
      "must be more than 0 characters",
    ],
    [
      "a mention in preformatted text",
      rich({ type: "rich_text_preformatted", elements: [{ type: "user", user_id: "U1" }] }),
      "/blocks/0/elements/0/elements/0/type",
      "unsupported type: user",
    ],
    [
      "a list in an unknown style",
      rich({ type: "rich_text_list", style: "dash", elements: [{ type: "rich_text_section", elements: [] }] }),
      "/blocks/0/elements/0/style",
      "must be one of: bullet, ordered",
    ],
    [
      "a table of 101 rows",
      { type: "table", rows: many(101, () => [raw("x")]) },
      "/blocks/0/rows",
      "no more than 100 items allowed",
    ],
    [
      "a table of 21 columns",
      { type: "table", rows: [many(21, () => raw("x"))] },
      "/blocks/0/rows/0",
      "no more than 20 items allowed",
    ],
    [
      "a table with too much text",
      { type: "table", rows: [[raw(long(10_001))]] },
      "/blocks/0/rows",
      "must be less than 10001 characters in all cells",
    ],
    [
      "a data_table without a caption",
      { type: "data_table", rows: [[raw("a")], [raw("b")]] },
      "/blocks/0",
      "missing required field: caption",
    ],
    [
      "a data_table with a head alone",
      table({ rows: [[raw("a")]] }),
      "/blocks/0/rows",
      "no fewer than 2 items allowed",
    ],
    [
      "a data_table of 102 rows",
      table({ rows: many(102, () => [raw("x")]) }),
      "/blocks/0/rows",
      "no more than 101 items allowed",
    ],
    [
      "a data_table with uneven rows",
      table({ rows: [[raw("a")], [raw("b"), raw("c")]] }),
      "/blocks/0/rows/1",
      "all rows must have the same number of cells",
    ],
    [
      "a data_table with a rich head",
      table({ rows: [[rich({ type: "rich_text_section", elements: [] })], [raw("b")]] }),
      "/blocks/0/rows/0/0/type",
      "unsupported type: rich_text",
    ],
    [
      "a data_table of large pages",
      table({ page_size: 101 }),
      "/blocks/0/page_size",
      "must be less than or equal to 100",
    ],
    [
      "a container of 11 blocks",
      { type: "container", title: plain("t"), child_blocks: many(11, () => ({ type: "divider" })) },
      "/blocks/0/child_blocks",
      "no more than 10 items allowed",
    ],
    [
      "a container without a title",
      { type: "container", child_blocks: [{ type: "divider" }] },
      "/blocks/0",
      "must define either `title` or `rich_text_title`",
    ],
    [
      "a container in a container",
      { type: "container", title: plain("t"), child_blocks: [{ type: "container" }] },
      "/blocks/0/child_blocks/0/type",
      "unsupported type: container",
    ],
    [
      "a data_table in a container",
      { type: "container", title: plain("t"), child_blocks: [table({})] },
      "/blocks/0/child_blocks/0/type",
      "unsupported type: data_table",
    ],
    [
      "a folded container that cannot be unfolded",
      { type: "container", title: plain("t"), child_blocks: [{ type: "divider" }], default_collapsed: true },
      "/blocks/0/default_collapsed",
      "requires is_collapsible to be true",
    ],
    [
      "an alert of an unknown level",
      { type: "alert", text: plain("x"), level: "fatal" },
      "/blocks/0/level",
      "must be one of: default, info, warning, error, success",
    ],
    [
      "a card with a long title",
      { type: "card", title: mrkdwn(long(151)) },
      "/blocks/0/title/text",
      "must be less than 151 characters",
    ],
    [
      "a card of nothing",
      { type: "card", icon: { type: "image", alt_text: "x", image_url: "https://example.com/a.png" } },
      "/blocks/0",
      "must define either `hero_image` or `title` or `actions` or `body`",
    ],
    [
      "a task of an unknown state",
      { type: "task_card", task_id: "1", title: "t", status: "done" },
      "/blocks/0/status",
      "must be one of: pending, in_progress, complete, error",
    ],
    [
      "lengths that cannot be met",
      input({ type: "plain_text_input", action_id: "i", min_length: 9, max_length: 3 }),
      "/blocks/0/element/min_length",
      "must be less than or equal to max_length",
    ],
    ["a button in an input", input(button()), "/blocks/0/element/type", "unsupported type: button"],
  ])("%s", (_title, block, pointer, message) => {
    expect(validateBlocks([block], "message")).toEqual([{ pointer, message }]);
  });

  test("are more than 50 in a message, and more than 100 in a modal or at home", () => {
    const dividers = (count: number): readonly Json[] => many(count, () => ({ type: "divider" }));
    expect(validateBlocks(dividers(50), "message")).toEqual([]);
    expect(validateBlocks(dividers(51), "message")).toEqual([
      { pointer: "/blocks", message: "no more than 50 items allowed" },
    ]);
    expect(validateBlocks(dividers(100), "modal")).toEqual([]);
    expect(validateBlocks(dividers(101), "home")).toEqual([
      { pointer: "/blocks", message: "no more than 100 items allowed" },
    ]);
  });

  test("are two with one id, two tables, and Markdown that is too long in sum", () => {
    expect(
      validateBlocks(
        [
          { type: "divider", block_id: "x" },
          { type: "divider", block_id: "x" },
        ],
        "message",
      ),
    ).toEqual([{ pointer: "/blocks/1/block_id", message: "`x` already exists" }]);
    const simple = { type: "table", rows: [[raw("x")]] };
    expect(validateBlocks([simple, simple], "message")).toEqual([
      { pointer: "/blocks/1", message: "only_one_table_allowed" },
    ]);
    const markdown = { type: "markdown", text: long(7000) };
    expect(validateBlocks([markdown, markdown], "message")).toHaveLength(1);
  });

  test("are those that a surface or a workspace does not have", () => {
    const alert = { type: "alert", text: plain("x") };
    expect(validateBlocks([{ type: "markdown", text: "x" }], "modal")).toHaveLength(1);
    expect(validateBlocks([alert], "message", "/blocks", newBlocks)).toEqual([
      { pointer: "/blocks/0/type", message: "unsupported type: alert" },
    ]);
  });
});

describe("views that Slack refuses", () => {
  const modal = { type: "modal", title: plain("Title"), blocks: [] };
  test.each<readonly [string, Json, string, string]>([
    ["a long title", { ...modal, title: plain(long(25)) }, "/view/title/text", "must be less than 25 characters"],
    ["a long submit", { ...modal, submit: plain(long(25)) }, "/view/submit/text", "must be less than 25 characters"],
    ["no title", { type: "modal", blocks: [] }, "/view", "missing required field: title"],
    [
      "much private metadata",
      { ...modal, private_metadata: long(3001) },
      "/view/private_metadata",
      "must be less than 3001 characters",
    ],
    ["a home in a modal", { type: "home", blocks: [] }, "/view", "missing required field: title"],
    [
      "inputs that cannot be submitted",
      { ...modal, blocks: [input({ type: "plain_text_input", action_id: "i" })] },
      "/view",
      "missing required field: submit",
    ],
    [
      "a wrong block inside",
      { ...modal, blocks: [{ type: "header", text: plain(long(151)) }] },
      "/view/blocks/0/text/text",
      "must be less than 151 characters",
    ],
    [
      "two that want the focus",
      {
        ...modal,
        submit: plain("Go"),
        blocks: ["a", "b"].map((id) => input({ type: "plain_text_input", action_id: id, focus_on_load: true })),
      },
      "/view/blocks",
      "only one element may have focus_on_load",
    ],
  ])("%s", (_title, view, pointer, message) => {
    expect(validateView(view, "modal")).toContainEqual({ pointer, message });
  });
});

describe("the text of all blocks", () => {
  test("is what people see, not values and ids", () => {
    const blocks = [
      { ...section({ text: mrkdwn("1234") }), block_id: "long id" },
      actions(button({ value: "long value" })),
      table({}),
    ];
    expect(textLength(blocks)).toBe(4 + "Go".length + "Callers".length + 2);
  });
});
