/** Words as Slack reads them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Inline, Part } from "../../../src/faces/playground/text/inline.ts";
import { parseMarkdown } from "../../../src/faces/playground/text/parse-markdown.ts";
import { parseMrkdwn } from "../../../src/faces/playground/text/parse-mrkdwn.ts";
import { runs } from "../../support/runs.ts";

/** What was read, written so that one can see it: `<bold>x</bold>`. */
function shown(parts: readonly Part[]): string {
  return parts.map(part).join("|");
}

function part(each: Part): string {
  switch (each.kind) {
    case "pre":
      return `<pre>${each.text}</pre>`;
    case "rule":
      return "<rule/>";
    case "list":
      return `<list>${each.items.map(({ indent, children }) => `${indent}:${inline(children)}`).join(";")}</list>`;
    case "table":
      return each.rows.map((row) => row.map(inline).join(",")).join("/");
    case "paragraph":
      return inline(each.children);
    default:
      return `<${each.kind}>${inline(each.children)}</${each.kind}>`;
  }
}

function inline(nodes: readonly Inline[]): string {
  return nodes.map(node).join("");
}

function node(each: Inline): string {
  switch (each.kind) {
    case "text":
      return each.text;
    case "break":
      return "⏎";
    case "link":
      return `<link ${each.url}>${inline(each.children)}</link>`;
    case "user":
    case "channel":
    case "group":
      return `<${each.kind} ${each.id}/>`;
    case "broadcast":
      return `<broadcast ${each.range}/>`;
    case "emoji":
      return `<emoji ${each.name}/>`;
    default:
      return `<${each.kind}>${inline(each.children)}</${each.kind}>`;
  }
}

describe("mrkdwn", () => {
  test.each([
    ["plain words", "plain words"],
    [
      "*bold* _italic_ ~strike~ `code`",
      "<bold>bold</bold> <italic>italic</italic> <strike>strike</strike> <code>code</code>",
    ],
    ["*bold and _both_*", "<bold>bold and <italic>both</italic></bold>"],
    ["snake_case_name and 2*3*4", "snake_case_name and 2*3*4"],
    ["* no bold *", "* no bold *"],
    ["**two stars**", "**two stars**"],
    ["*over\nlines*", "*over⏎lines*"],
    ["`*not bold*`", "<code>*not bold*</code>"],
    ["`&lt;b&gt; &amp;amp;`", "<code><b> &amp;</code>"],
    ["&lt;script&gt;", "<script>"],
    ["&lt;!channel&gt;", "<!channel>"],
    ["&amp;lt;", "&lt;"],
    ["<!channel> <!here>", "<broadcast channel/> <broadcast here/>"],
    ["<@U1> <#C1|on-call> <!subteam^S1|@oncall>", "<user U1/> <channel C1/> <group S1/>"],
    ["<https://a.example/?x=1&amp;y=2|a label>", "<link https://a.example/?x=1&y=2>a label</link>"],
    ["<https://a.example>", "<link https://a.example>https://a.example</link>"],
    ["see https://a.example/x, then", "see <link https://a.example/x>https://a.example/x</link>, then"],
    ["<javascript:alert(1)|click>", "<javascript:alert(1)|click>"],
    ["a < b", "a < b"],
    ["<!date^1^{date}|yesterday>", "yesterday"],
    [":x: at 10:30:00", "<emoji x/> at 10<emoji 30/>00"],
    ["&gt; quoted\n&gt; more\nnot", "<quote>quoted⏎more</quote>|not"],
    ["before\n```\n*raw* &lt;x&gt;\n```\nafter", "before|<pre>*raw* <x>\n</pre>|after"],
  ])("%j is read as %j", (source, wanted) => {
    expect(shown(parseMrkdwn(source))).toBe(wanted);
  });

  test("that was escaped comes out as it went in: nothing in it is a mention or a link", () => {
    const words = fc.string({ unit: fc.constantFrom("<", ">", "&", "!", "@", "#", "|", "a", " ", "lt;", "amp;") });
    fc.assert(
      fc.property(words, (text) => {
        fc.pre(!/^[>]/m.test(text) && text.trim() !== "");
        const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
        expect(shown(parseMrkdwn(escaped))).toBe(text);
      }),
      runs(200),
    );
  });

  test("of any sort is read to its end", () => {
    const signs = fc.string({
      unit: fc.constantFrom("*", "_", "~", "`", "<", ">", "|", ":", "h", "\n", " ", "x", "&gt;"),
      maxLength: 80,
    });
    fc.assert(
      fc.property(signs, (text) => {
        expect(Array.isArray(parseMrkdwn(text))).toBe(true);
        expect(Array.isArray(parseMarkdown(text))).toBe(true);
      }),
      runs(300),
    );
  });
});

describe("Markdown", () => {
  test.each([
    ["# Title\ntext", "<heading>Title</heading>|text"],
    [
      "**bold** *italic* _too_ ~~gone~~ `code`",
      "<bold>bold</bold> <italic>italic</italic> <italic>too</italic> <strike>gone</strike> <code>code</code>",
    ],
    ["snake_case_name 2 * 3", "snake_case_name 2 * 3"],
    ["[a label](https://a.example)", "<link https://a.example>a label</link>"],
    ["[no](javascript:alert(1))", "[no](javascript:alert(1))"],
    ["- one\n- two\n  - deeper", "<list>0:one;0:two;1:deeper</list>"],
    ["1. one\n2. two", "<list>0:one;0:two</list>"],
    ["> quoted\n> more", "<quote>quoted⏎more</quote>"],
    ["```yaml\na: *b*\n```", "<pre>a: *b*</pre>"],
    ["| a | b |\n|---|:-:|\n| 1 | **2** |", "a,b/1,<bold>2</bold>"],
    ["a\n\n---\n\nb", "a|<rule/>|b"],
    ["<b>html</b> \\*plain\\*", "<b>html</b> *plain*"],
  ])("%j is read as %j", (source, wanted) => {
    expect(shown(parseMarkdown(source))).toBe(wanted);
  });
});
