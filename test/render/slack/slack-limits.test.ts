import type { KnownBlock, ModalView } from "@slack/types";
import { describe, expect, test } from "vitest";
import { violations } from "../../../src/render/slack/slack-limits.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });
const button = (more: object = {}) =>
  ({ type: "button", action_id: "a", text: plain("Go"), value: "v", ...more }) as const;
const actions = (...elements: readonly object[]) => ({ type: "actions", elements }) as unknown as KnownBlock;
const section = (length: number): KnownBlock => ({ type: "section", text: plain("x".repeat(length)) });
const words = (length: number) => ({
  type: "rich_text_section",
  elements: [{ type: "text", text: "x".repeat(length) }],
});
const rich = (...elements: readonly object[]) => ({ type: "rich_text", elements }) as unknown as KnownBlock;
const container = (more: object) =>
  ({ type: "container", title: plain("t"), child_blocks: [{ type: "divider" }], ...more }) as unknown as KnownBlock;
const option = (value: string, text = "one") => ({ text: plain(text), value });
const select = (more: object) => actions({ type: "static_select", action_id: "s", options: [option("1")], ...more });

describe("violations() of a message", () => {
  test.each<[string, KnownBlock[], string[]]>([
    ["nothing", [section(3000)], []],
    ["a long section", [section(3001)], ["/blocks/0/text/text: 3001 characters, at most 3000"]],
    ["no blocks", [], ["/blocks: no blocks"]],
    ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" })), ["/blocks: 51 blocks, at most 50"]],
    [
      "a long header",
      [{ type: "header", text: plain("x".repeat(151)) }],
      ["/blocks/0/text/text: 151 characters, at most 150"],
    ],
    [
      "signs that need entities",
      [{ type: "header", text: plain("&".repeat(31)) }],
      ["/blocks/0/text/text: 155 characters, at most 150"],
    ],
    [
      "markup in a header",
      [{ type: "header", text: { type: "mrkdwn", text: "x" } }] as unknown as KnownBlock[],
      ["/blocks/0/text/type: is mrkdwn"],
    ],
    ["an empty section", [{ type: "section" }], ["/blocks/0: has neither text nor fields"]],
    ["blank text", [{ type: "section", text: plain(" ") }], ["/blocks/0/text/text: is empty"]],
    [
      "11 fields",
      [{ type: "section", fields: Array.from({ length: 11 }, () => plain("x")) }],
      ["/blocks/0/fields: 11 entries, at most 10"],
    ],
    [
      "a long field",
      [{ type: "section", fields: [plain("x".repeat(2001))] }],
      ["/blocks/0/fields/0/text: 2001 characters, at most 2000"],
    ],
    [
      "11 pieces of context",
      [{ type: "context", elements: Array.from({ length: 11 }, () => plain("x")) }],
      ["/blocks/0/elements: 11 entries, at most 10"],
    ],
    [
      "26 buttons",
      [actions(...Array.from({ length: 26 }, (_, index) => button({ action_id: `${index}` })))],
      ["/blocks/0/elements: 26 entries, at most 25"],
    ],
    ["two buttons of one id", [actions(button(), button())], ['/blocks/0/elements/1/action_id: "a" is there twice']],
    [
      "a button's texts",
      [actions(button({ text: plain("x".repeat(76)), value: "x".repeat(2001), accessibility_label: "x".repeat(76) }))],
      [
        "/blocks/0/elements/0/text/text: 76 characters, at most 75",
        "/blocks/0/elements/0/value: 2001 characters, at most 2000",
        "/blocks/0/elements/0/accessibility_label: 76 characters, at most 75",
      ],
    ],
    [
      "a dialog's texts",
      [
        actions(
          button({
            confirm: {
              title: plain("x".repeat(101)),
              text: plain("x".repeat(301)),
              confirm: plain("x".repeat(31)),
              deny: plain("no"),
            },
          }),
        ),
      ],
      [
        "/blocks/0/elements/0/confirm/title/text: 101 characters, at most 100",
        "/blocks/0/elements/0/confirm/text/text: 301 characters, at most 300",
        "/blocks/0/elements/0/confirm/confirm/text: 31 characters, at most 30",
      ],
    ],
    [
      "a long id",
      [actions(button({ action_id: "x".repeat(256) }))],
      ["/blocks/0/elements/0/action_id: 256 characters, at most 255"],
    ],
    [
      "two blocks of one id",
      [
        { type: "divider", block_id: "b" },
        { type: "divider", block_id: "b" },
      ],
      ['/blocks/1/block_id: "b" is there twice'],
    ],
    ["long rich text", [rich(words(3001))], ["/blocks/0: 3001 characters, at most 3000"]],
    ["empty rich text", [rich(words(0))], ["/blocks/0/elements/0/elements/0/text: is empty"]],
    ["rich text without elements", [rich()], ["/blocks/0/elements: is empty"]],
    [
      "an unknown element in a list",
      [rich({ type: "rich_text_list", style: "bullet", elements: [{ type: "x", elements: [{ type: "colour" }] }] })],
      ["/blocks/0/elements/0/elements/0/elements/0: colour is not used"],
    ],
    ["a folded container", [container({ is_collapsible: true, default_collapsed: true })], []],
    [
      "a container closed for good",
      [container({ default_collapsed: true })],
      ["/blocks/0/default_collapsed: needs is_collapsible"],
    ],
    [
      "11 blocks in a container",
      [container({ child_blocks: Array.from({ length: 11 }, () => ({ type: "divider" })) })],
      ["/blocks/0/child_blocks: 11 blocks, at most 10"],
    ],
    [
      "an alert in a container",
      [container({ child_blocks: [{ type: "alert", text: plain("x") }] })],
      ["/blocks/0/child_blocks/0: alert cannot stand in a container"],
    ],
    ["no choices", [select({ options: [] })], ["/blocks/0/elements/0/options: is empty"]],
    [
      "101 choices",
      [select({ options: Array.from({ length: 101 }, (_, index) => option(`${index}`)) })],
      ["/blocks/0/elements/0/options: 101 entries, at most 100"],
    ],
    [
      "equal choices",
      [select({ options: [option("1"), option("1")] })],
      ["/blocks/0/elements/0/options: a value is there twice"],
    ],
    [
      "a long choice",
      [select({ options: [option("x".repeat(76), "x".repeat(76))] })],
      [
        "/blocks/0/elements/0/options/0/text/text: 76 characters, at most 75",
        "/blocks/0/elements/0/options/0/value: 76 characters, at most 75",
      ],
    ],
    [
      "a first choice that is none",
      [select({ initial_option: option("2") })],
      ["/blocks/0/elements/0/initial_option: is none of the options"],
    ],
    [
      "an uneven table",
      [{ type: "table", rows: [[{ type: "raw_text", text: "a" }], []] }],
      ["/blocks/0/rows/1: is empty", "/blocks/0/rows/1: 0 cells, and the first row has 1"],
    ],
    [
      "101 rows without a caption",
      [
        {
          type: "data_table",
          caption: " ",
          rows: Array.from({ length: 101 }, () => [{ type: "raw_text" as const, text: "a" }]),
        },
      ],
      ["/blocks/0/rows: 101 entries, at most 100", "/blocks/0/caption: is empty"],
    ],
    [
      "an input in a message",
      [{ type: "input", label: plain("l"), element: { type: "plain_text_input", action_id: "i" } }],
      ["/blocks/0: input cannot stand in a message"],
    ],
    [
      "a block of another kind",
      [{ type: "file", source: "remote", external_id: "x" }],
      ["/blocks/0: file is not used"],
    ],
    [
      "long texts together",
      Array.from({ length: 5 }, () => section(2700)),
      ["/blocks: 13504 characters, at most 13200"],
    ],
  ])("finds %s", (_, blocks, found) => {
    expect(violations({ text: "text", blocks, overflow: [] })).toEqual(found);
  });

  test("looks at the text, the other form and the replies too", () => {
    const reply = { text: " ", blocks: [section(1)], overflow: [] };
    const message = { text: "x".repeat(4001), blocks: [section(1)], classic: [section(3001)], overflow: [reply] };
    expect(violations(message)).toEqual([
      "/text: 4001 characters, at most 4000",
      "/classic/0/text/text: 3001 characters, at most 3000",
      "/overflow/0/text: is empty",
    ]);
  });
});

describe("violations() of a form", () => {
  const input = (more: object = {}): KnownBlock =>
    ({
      type: "input",
      label: plain("l"),
      element: { type: "plain_text_input", action_id: "i", ...more },
    }) as unknown as KnownBlock;
  const modal = (more: Partial<ModalView>): ModalView => ({
    type: "modal",
    title: plain("t"),
    submit: plain("s"),
    blocks: [input()],
    ...more,
  });

  test.each<[string, ModalView, string[]]>([
    ["nothing", modal({}), []],
    ["a long title", modal({ title: plain("x".repeat(25)) }), ["/title/text: 25 characters, at most 24"]],
    ["no submit", { type: "modal", title: plain("t"), blocks: [input()] }, ["/submit: is missing beside an input"]],
    [
      "much to remember",
      modal({ private_metadata: "x".repeat(3001) }),
      ["/private_metadata: 3001 characters, at most 3000"],
    ],
    ["a long callback", modal({ callback_id: "x".repeat(256) }), ["/callback_id: 256 characters, at most 255"]],
    [
      "101 blocks",
      modal({ blocks: Array.from({ length: 101 }, () => ({ type: "divider" })) }),
      ["/blocks: 101 blocks, at most 100"],
    ],
    [
      "an input that takes too much",
      modal({ blocks: [input({ max_length: 3001, initial_value: "x".repeat(3001) })] }),
      [
        "/blocks/0/element/max_length: 3001, at most 3000",
        "/blocks/0/element/initial_value: 3001 characters, at most 3000",
      ],
    ],
    [
      "a long placeholder",
      modal({ blocks: [input({ placeholder: plain("x".repeat(151)) })] }),
      ["/blocks/0/element/placeholder/text: 151 characters, at most 150"],
    ],
    ["no action id", modal({ blocks: [input({ action_id: undefined })] }), ["/blocks/0/element/action_id: is missing"]],
  ])("finds %s", (_, view, found) => {
    expect(violations(view)).toEqual(found);
  });
});
