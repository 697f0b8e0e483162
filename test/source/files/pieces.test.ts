import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { heldInput, type Input } from "../../../src/source/files/input.ts";
import { jsonPieces } from "../../../src/source/files/json-pieces.ts";
import type { Piece } from "../../../src/source/files/piece.ts";
import { windowOn } from "../../../src/source/files/window.ts";
import { yamlPieces } from "../../../src/source/files/yaml-pieces.ts";
import { layouts } from "./layouts.ts";
import { someObjects } from "./objects.ts";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 300) };

/** Reads in bites of the asked size, as a file would, and never more. */
function input(text: string): Input {
  return heldInput("x", Buffer.from(text));
}

function json(
  text: string,
  chunk?: number,
): { readonly pieces: readonly unknown[]; readonly rest: number | undefined } {
  const pieces: unknown[] = [];
  const walk = jsonPieces(windowOn(input(text), 0, chunk));
  for (;;) {
    const next = walk.next();
    if (next.done) return { pieces, rest: next.value };
    pieces.push(next.value.kind === "json" ? next.value.value : next.value);
  }
}

function yaml(text: string, chunk?: number): readonly unknown[] {
  return [...yamlPieces(windowOn(input(text), 0, chunk))].map(shown);
}

function shown(piece: Piece): unknown {
  if (piece.kind !== "yaml") return piece;
  const { start, bytes, from, column, members } = piece;
  return { start, text: bytes.toString(), from, column, members };
}

describe("JSON is taken apart", () => {
  test.each<[string, string, readonly unknown[], number | undefined]>([
    ["nothing", " \n", [], undefined],
    ["documents", '{"a":1}\n{"b":"}"} [{"c":"\\"]"}, 2]', [{ a: 1 }, { b: "}" }, { c: '"]' }, 2], undefined],
    [
      "a list",
      '{"apiVersion":"v1","items":[{"a":[1]},{"b":{}}],"kind":"List"}{"c":1}',
      [{ a: [1] }, { b: {} }, { c: 1 }],
      undefined,
    ],
    [
      "a list, indented",
      '{\n  "items": [\n    {\n      "a": {\n      }\n    },\n    {\n      "b": 1\n    }\n  ]\n}\n',
      [{ a: {} }, { b: 1 }],
      undefined,
    ],
    [
      "braces where they mislead",
      '[\n  {"a": {\n    }, "b": {\n  }\n  , "c": 1},\n  {}\n]',
      [{ a: {}, b: {}, c: 1 }, {}],
      undefined,
    ],
    ["comments and commas too many", '{"items":[{"a":1,},{"b":1 # c\n}]}', [{ a: 1 }, { b: 1 }], undefined],
    [
      "one bad item",
      '{"items":[{"a":1},{"a" "b"},{"c":1}]}',
      [{ a: 1 }, { kind: "bad", start: 18, why: expect.stringContaining("not valid JSON") }, { c: 1 }],
      undefined,
    ],
    [
      "an item that breaks off",
      '[{"a":1},{"b":"x',
      [{ a: 1 }, { kind: "bad", start: 9, why: "the file ends in the middle of an object" }],
      undefined,
    ],
    [
      "a list that breaks off",
      '{"items":[{"a":1},',
      [{ a: 1 }, { kind: "bad", start: 18, why: "the file ends in the middle of a list" }],
      undefined,
    ],
    ["something else behind", '{"a":1}\n---\nb: 1\n', [{ a: 1 }], 8],
    ["YAML in braces", "{a: 1}", [], 0],
    ["a document that breaks off", '{"a":', [], 0],
  ])("%s", (_title, text, pieces, rest) => {
    expect(json(text)).toEqual({ pieces, rest });
  });

  test("and a list says of what kind its items are", () => {
    const walk = jsonPieces(windowOn(input('{"kind":"PodList","apiVersion":"v1","items":[{"a":1}]}')));
    expect(walk.next().value).toMatchObject({ listKind: { kind: "PodList", apiVersion: "v1" } });
  });
});

describe("YAML is taken apart", () => {
  test.each<[string, string, readonly object[]]>([
    ["nothing", "", []],
    [
      "documents",
      "a: 1\n---\nb: 2\n...\n# c\n--- # d\ne: 3",
      [
        { text: "a: 1\n", members: [0] },
        { text: "---\nb: 2\n", members: [4] },
        { text: "# c\n", members: [] },
        { text: "--- # d\ne: 3", members: [8] },
      ],
    ],
    [
      "a document behind directives",
      "%YAML 1.2\n---\na: 1\n---\nb: 1\n",
      [{ text: "%YAML 1.2\n---\na: 1\n", members: undefined }, { text: "---\nb: 1\n" }],
    ],
    ["a document on its marker's line", "--- {a: 1}\n", [{ members: undefined }]],
    ["markers that are none", "a: |\n  ---\nb: ---x\n---x: 1\n", [{ members: [0, 11, 19] }]],
    [
      "items",
      "kind: List\nitems: # c\n- a: 1\n  b:\n  - c\n# d\n-\n  e: 1\n-   f: 1\n    g: 2\nmetadata: {}\n---\nh: 1\n",
      [
        { start: 22, text: "- a: 1\n  b:\n  - c\n# d\n", from: 2, column: 2, members: [2, 9] },
        { start: 44, text: "-\n  e: 1\n", from: 4, column: 2, members: [4] },
        { start: 53, text: "-   f: 1\n    g: 2\n", from: 4, column: 4, members: [4, 13] },
        { text: "---\nh: 1\n" },
      ],
    ],
    [
      "items, indented",
      "items:\n  - a: 1\n  - b: 1\n",
      [{ text: "  - a: 1\n", from: 4, column: 4 }, { text: "  - b: 1\n" }],
    ],
    [
      "an item of an odd layout",
      "items:\n- a: 1\n b: 1\n- c: 1\n",
      [{ text: "- a: 1\n b: 1\n", members: undefined }, { text: "- c: 1\n" }],
    ],
    ["a list that is no list", "items: [a]\n", [{ text: "items: [a]\n" }]],
    ["a key that is like a list's", "itemsx:\n- a\n", [{ text: "itemsx:\n- a\n" }]],
    ["a list at the root", "- a\n- b\n", [{ text: "- a\n- b\n", members: undefined }]],
  ])("%s", (_title, text, pieces) => {
    const found = yaml(text);
    expect(found).toHaveLength(pieces.length);
    expect(found).toMatchObject(pieces);
  });
});

describe("however much is read at once", () => {
  test.each(layouts)("of $name, the pieces are the same", ({ print }) => {
    fc.assert(
      fc.property(someObjects, fc.integer({ min: 1, max: 60 }), (objects, chunk) => {
        const text = print(objects);
        expect(json(text, chunk)).toEqual(json(text));
        expect(yaml(text, chunk)).toEqual(yaml(text));
      }),
      { numRuns: Math.ceil(runs.numRuns / 10) },
    );
  });
});
