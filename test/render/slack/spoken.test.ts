import { describe, expect, test } from "vitest";
import type { Part } from "../../../src/render/slack/part.ts";
import { codeRows, commandRow, type Row, textRow, titleRow } from "../../../src/render/slack/row.ts";
import { longestSpoken, spoken } from "../../../src/render/slack/spoken.ts";

const part = (title: string, rank: number, rows: Part["rows"]): Part => ({ title, rank, rows });

describe("spoken()", () => {
  test("reads sentences, entries and commands, and leaves out what is for the eye", () => {
    const rows: readonly Row[] = [
      textRow("Add <checkout> & orders"),
      { kind: "item", depth: 0, line: [{ text: "one" }] },
      ...codeRows(["- yaml", "+ yaml"]),
      titleRow("Run:"),
      commandRow("kubectl x -p '<y>'"),
      { kind: "text", line: [{ text: "said already" }], silent: true },
    ];
    expect(spoken({ first: ["a → b is broken: 403"], parts: [part("Fix", 1, rows)], last: "Data from noon" })).toBe(
      [
        "a → b is broken: 403.",
        "Fix:",
        "Add &lt;checkout&gt; &amp; orders.",
        "• one.",
        "Run:",
        "```\nkubectl x -p '&lt;y&gt;'\n```",
        "Data from noon.",
      ].join("\n"),
    );
  });

  test("tells where a command is that cannot stand in markup", () => {
    expect(spoken({ first: [], parts: [part("Fix", 1, [commandRow("echo `id`")])] })).toBe(
      "Fix:\nThis command holds backticks: it is in the message itself.",
    );
  });

  test("keeps what is most important, in the order of the message, and says that there is more", () => {
    const long = (word: string) => Array.from({ length: 5 }, () => textRow(`${word} `.repeat(100)));
    const text = spoken({
      first: ["first"],
      parts: [part("Minor", 5, long("minor")), part("Major", 1, long("major")), part("Last", 2, [textRow("short")])],
      last: "age",
    });
    expect(text.length).toBeLessThanOrEqual(longestSpoken);
    expect(text.match(/major/g)).toHaveLength(500);
    expect(text).toContain("Last:\nshort.\n");
    expect(text.endsWith("There is more in the message itself.\nage.")).toBe(true);
  });

  test("is never longer than it may be, however much comes first", () => {
    const first = Array.from({ length: 40 }, () => "long words ".repeat(40));
    const text = spoken({ first, parts: [part("Fix", 1, [textRow("mend")])], last: "age" });
    expect(text.length).toBeLessThanOrEqual(longestSpoken);
    expect(text.endsWith("There is more in the message itself.\nage.")).toBe(true);
  });

  test("begins no line with a quotation", () => {
    expect(spoken({ first: ["> quoted"], parts: [] })).toBe("• &gt; quoted.");
  });
});
