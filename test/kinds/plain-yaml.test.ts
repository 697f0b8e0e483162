import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument, stringify } from "yaml";
import { kubernetesYamlOptions } from "../../src/kinds/kubernetes-yaml-options.ts";
import type { Lines } from "../../src/kinds/plain-yaml/noted-lines.ts";
import { readPlainYaml } from "../../src/kinds/plain-yaml/read-plain-yaml.ts";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 2000) };

describe("what is plain is read", () => {
  test.each<[string, string, unknown]>([
    ["nothing", "", null],
    ["comments only", "# a\n\n  # b\n", null],
    ["a map", "a: 1\nb: text # c\n", { a: 1, b: "text" }],
    ["a document's marker", "--- # c\na: 1\n", { a: 1 }],
    ["a list under a key, not indented", "a:\n- b\n- c: 1\n  d: 2\ne: 3\n", { a: ["b", { c: 1, d: 2 }], e: 3 }],
    ["a list under a key, indented", "a:\n  - b\n  - - c\n    - d\n", { a: ["b", ["c", "d"]] }],
    ["dashes on their own line", "-\n  a: 1\n-\n- b\n", [{ a: 1 }, null, "b"]],
    ["absent values", "a:\nb: ~\nc: # nothing\n", { a: null, b: null, c: null }],
    [
      "literal blocks",
      "a: |\n  x\n\n    y\n\nb: |-\n  z\nc: |+\n  z\n\nd: 1\n",
      { a: "x\n\n  y\n", b: "z", c: "z\n\n", d: 1 },
    ],
    ["an empty literal block", "a: |\nb: 1\n", { a: "", b: 1 }],
    ["a literal block in a list", "- |\n  a: b\n  # c\n- d\n", ["a: b\n# c\n", "d"]],
    ["flow collections", 'a: [b, "c, d", {e: f, g: []}]\nh: {}\n', { a: ["b", "c, d", { e: "f", g: [] }], h: {} }],
    ["quotes", `a: "x\\ty"\nb: 'it''s'\n"c: d": 'e' # f\n`, { a: "x\ty", b: "it's", "c: d": "e" }],
    ["colons inside of text", "a: http://b:80/c\nd: 10:20\n", { a: "http://b:80/c", d: "10:20" }],
    ["Windows' ends of line", "a: |\r\n  x\r\nb: 1\r\n", { a: "x\n", b: 1 }],
    ["odd keys", 'k:{"a":1}: b\nf:spec: c\n.: {}\n', { 'k:{"a":1}': "b", "f:spec": "c", ".": {} }],
    ["anchors of blocks", "a: &x\n  b: 1\nc: *x\nd:\n- *x\n", { a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }] }],
  ])("%s", (_title, text, value) => {
    expect(readPlainYaml(text)).toEqual({ value });
    expect(parseDocument(text, kubernetesYamlOptions).toJS()).toEqual(value);
  });

  test("an item of a list, from behind its dash", () => {
    const text = "- a: 1\n  b:\n  - c\n";
    expect(readPlainYaml(text.slice(2), { column: 2 })).toEqual({ value: { a: 1, b: ["c"] } });
    expect(readPlainYaml(text, { start: 2, column: 2 })).toEqual({ value: { a: 1, b: ["c"] } });
  });
});

describe("what is not beyond doubt is left alone", () => {
  test.each([
    ["duplicate keys", "a: 1\na: 2\n"],
    ["text over several lines", "a: b\n  c\n"],
    ["quoted text over several lines", 'a: "b\n  c"\n'],
    ["a flow collection over several lines", "a: [b,\n  c]\n"],
    ["folded text", "a: >\n  b\n"],
    ["tags", "a: !!str 1\n"],
    ["merge keys", "a:\n  <<: *b\n"],
    ["unknown aliases", "a: *b\n"],
    ["anchors within anchors", "a: &a\n  b: &b\n    c: 1\n  d: *b\ne: *a\n"],
    ["complex keys", "? a\n: b\n"],
    ["tabs", "a:\tb\n"],
    ["a value indented less than its list", "- a: 1\n b: 2\n"],
    ["two documents", "a: 1\n---\nb: 2\n"],
    ["a scalar", "text\n"],
    ["nested maps on one line", "a: b: c\n"],
    ["text behind quotes", 'a: "b" c\n'],
    ["__proto__", "__proto__: 1\n"],
    ["a directive", "%YAML 1.2\n---\na: 1\n"],
  ])("%s", (_title, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });
});

test("lines are noted on demand", () => {
  const lines: Lines = new Map();
  const read = readPlainYaml("# c\na:\n- b: |\n    x\n    y\n  c: 1\n-\n  d: [e, f]\n", { lines });
  const root = read?.value as { a: [object, { d: object }] };
  const { a } = root;
  expect(lines.get(root)).toEqual(new Map([["a", 1]]));
  expect(lines.get(a)).toEqual(
    new Map([
      [0, 2],
      [1, 6],
    ]),
  );
  expect(lines.get(a[0])).toEqual(
    new Map([
      ["b", 2],
      ["c", 5],
    ]),
  );
  expect(lines.get(a[1].d)).toEqual(
    new Map([
      [0, 7],
      [1, 7],
    ]),
  );
});

describe("it never answers otherwise than the package yaml", () => {
  const fragment = fc.constantFrom(
    ...["a", "b", "key", "- ", "-", ": ", ":", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "\n   ", "#", " #", " ", "'"],
    ...['"', "''", "\\", "{", "}", "[", "]", ", ", ",", "|", "|-", "|+", ">", "&x", "*x", "!!str ", "~", "null", "yes"],
    ...["010", "0x1F", "1e3", ".5", "---", "...", "--- ", "\r\n", "\t", "?", "? ", "%", "@", "<<", "<<: ", "é", "="],
    ...["a: 1", "b: 2\n", "- c\n", "k:\n", "    text\n", "  \n", "\n\n", "$(X)", "/p/*", "\u0001", "\u0085", "\ufeff"],
    ...["\\n", "\\x41", "__proto__: 1", "&a\n", "*a", "-1", "- - ", "x: |\n", "  line\n", "   \n", "'it''s'", '"q"'],
  );
  const soup = fc.array(fragment, { maxLength: 24 }).map((parts) => parts.join(""));

  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "yes",
      "0x1",
      "a: b",
      "a #b",
      "line\nline\n",
      "x\n",
      " lead",
      "trail ",
      "multi\n  line\n\n",
      "{}",
      "*",
    ),
    fc.constantFrom(
      "&a",
      "- a",
      "'",
      '"',
      "",
      "1e3",
      "a:b",
      "text so long that a printer would break it over lines ".repeat(3),
    ),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      word,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(word, tie("any"), { maxKeys: 4 }),
    ),
  })).any;
  const printed = fc
    .tuple(
      fc.dictionary(word, value, { maxKeys: 4 }),
      fc.record({
        lineWidth: fc.constantFrom(0, 40, 80),
        indentSeq: fc.boolean(),
        collectionStyle: fc.constantFrom("any" as const, "flow" as const),
        defaultStringType: fc.constantFrom("PLAIN" as const, "QUOTE_DOUBLE" as const, "BLOCK_LITERAL" as const),
      }),
    )
    .map(([map, options]) => stringify(map, { version: "1.1", ...options }));
  const mutated = fc
    .tuple(printed, fc.array(fc.tuple(fc.nat(), fc.nat(5), fragment), { minLength: 1, maxLength: 3 }))
    .map(([text, cuts]) =>
      cuts.reduce((cut, [at, length, with_]) => {
        const index = at % (cut.length + 1);
        return `${cut.slice(0, index)}${with_}${cut.slice(index + length)}`;
      }, text),
    );

  test.each([
    ["shreds of YAML", soup],
    ["printed values", printed],
    ["printed values with slips", mutated],
  ])("on %s", (_title, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const plain = readPlainYaml(text);
        if (plain === undefined) return true;
        const document = parseDocument(text, kubernetesYamlOptions);
        return document.errors.length === 0 && isDeepStrictEqual(plain.value, document.toJS());
      }),
      runs,
    );
  });

  test("not even with a list's dash before it", () => {
    fc.assert(
      fc.property(fc.oneof(printed, mutated), (text) => {
        const item = text.replace(/\n(?!$)/g, "\n  ");
        const plain = readPlainYaml(item, { column: 2 });
        if (plain === undefined) return true;
        const document = parseDocument(`- ${item}`, kubernetesYamlOptions);
        return document.errors.length === 0 && isDeepStrictEqual([plain.value], document.toJS());
      }),
      runs,
    );
  });
});
