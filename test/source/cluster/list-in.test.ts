import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRawObject, type RawObject } from "../../../src/kinds/raw-object.ts";
import { type EndOfList, listIn } from "../../../src/source/cluster/list-in.ts";
import { runs } from "../../support/runs.ts";

interface Told {
  readonly items: readonly RawObject[];
  readonly end: EndOfList;
}

/** What is told of bytes that come in bites of such sizes, over and over. */
function inBites(bytes: Buffer, sizes: readonly number[]): Told {
  const items: RawObject[] = [];
  const list = listIn((item) => items.push(item));
  for (let at = 0, nth = 0; at < bytes.length; nth += 1) {
    const bite = Buffer.from(bytes.subarray(at, at + (sizes[nth % sizes.length] ?? 1)));
    list.take(bite);
    at += bite.length;
    // Whoever gives a piece may use its memory again.
    bite.fill(0x7b);
  }
  return { items, end: list.end() };
}

/** The same of the whole, as parsing it tells. */
function whole(text: string): Told {
  const none = { items: [] };
  if (text === "") return { ...none, end: { is: "nothing" } };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ...none, end: { is: "no JSON" } };
  }
  if (!isRawObject(value)) return { ...none, end: { is: "no object" } };
  const items = value.items ?? [];
  if (!Array.isArray(items) || !items.every(isRawObject)) return { ...none, end: { is: "another object" } };
  return { items, end: { is: "list", metadata: isRawObject(value.metadata) ? value.metadata : {} } };
}

const leaf = fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const item = fc.oneof(
  { weight: 8, arbitrary: fc.dictionary(fc.constantFrom("a", "b", 'quo"te', "items"), fc.oneof(leaf, fc.array(leaf))) },
  { weight: 1, arbitrary: leaf },
);
const list = fc.record(
  {
    kind: fc.constant("PodList"),
    metadata: fc.oneof(fc.record({ continue: fc.string() }, { requiredKeys: [] }), leaf),
    items: fc.oneof({ weight: 8, arbitrary: fc.array(item) }, { weight: 1, arbitrary: leaf }),
    more: leaf,
  },
  { requiredKeys: [] },
);
const text = fc
  .tuple(fc.oneof({ weight: 9, arbitrary: list }, leaf), fc.constantFrom(undefined, 1, "\t"))
  .map(([value, indent]) => JSON.stringify(value, undefined, indent));
const bites = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(3),
  put: fc.constantFrom("", ",", "]", "}", "{", "[", '"', "\\", ":", "x", "0", "-", " "),
});

describe("a list in bites", () => {
  test("is what parsing the whole gives", () => {
    fc.assert(
      fc.property(text, bites, (given, sizes) => {
        const told = inBites(Buffer.from(given), sizes);
        const expected = whole(given);
        expect(told.end).toEqual(expected.end);
        if (expected.end.is === "list") expect(told.items).toEqual(expected.items);
      }),
      runs(1000),
    );
  });

  test("is as invalid as the whole, wherever it is damaged", () => {
    fc.assert(
      fc.property(text, bites, damage, (given, sizes, { at, length, put }) => {
        const from = Math.floor(at * given.length);
        // What comes over the wire has no half characters.
        const damaged = (given.slice(0, from) + put + given.slice(from + length)).toWellFormed();
        const told = inBites(Buffer.from(damaged), sizes);
        const expected = whole(damaged);
        expect(told.end.is).toEqual(expected.end.is);
        if (expected.end.is === "list") expect(told).toEqual(expected);
      }),
      runs(2000),
    );
  });

  test("that is cut short is no JSON, wherever it is cut", () => {
    const bytes = Buffer.from('{"metadata":{"continue":"c"},"items":[{"a":"ä}"},{"b":[1]}],"n":12}\n');
    for (let end = 1; end < bytes.length - 1; end += 1)
      expect(inBites(bytes.subarray(0, end), [3]).end).toEqual({ is: "no JSON" });
  });

  test.each([
    ['{"items":[{}],"items":[{"a":1}]}', "another object"],
    ['{"items":[1],"items":[{"a":1}]}', "another object"],
    ['{"\\u0069tems":[{"a":1}]}', "list"],
    ['\uFEFF{"items":[]}', "no JSON"],
    ['{"items":[]}{"items":[]}', "no JSON"],
    ['{"items":[{},]}', "no JSON"],
    ['{"items":[{}] "a":1}', "no JSON"],
    ["", "nothing"],
  ])("%s: %s", (given, is) => {
    for (const size of [1, 2, 100]) expect(inBites(Buffer.from(given), [size]).end.is).toBe(is);
  });

  test("shows each item before the next has come", () => {
    const shown: unknown[] = [];
    const reading = listIn((one) => shown.push(one));
    reading.take(Buffer.from('{"items":[{"a":1},{"a":2'));
    expect(shown).toEqual([{ a: 1 }]);
    reading.take(Buffer.from('},{"a":3},{'));
    expect(shown).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });
});
