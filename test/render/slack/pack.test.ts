import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pack } from "../../../src/render/slack/pack.ts";
import type { Part } from "../../../src/render/slack/part.ts";
import { rowLength } from "../../../src/render/slack/rich-text.ts";
import type { Row } from "../../../src/render/slack/row.ts";
import { runs } from "../../support/runs.ts";

const item = (text: string): Row => ({ kind: "item", depth: 0, line: [{ text }] });
const items = (count: number, length = 10): Row[] =>
  Array.from({ length: count }, (_, index) => item(`${index}`.padEnd(length, ".")));
const part = (title: string, rank: number, rows: readonly Row[], more: Partial<Part> = {}): Part => ({
  title,
  rank,
  rows,
  ...more,
});

describe("pack()", () => {
  test("leaves all where it is if it fits", () => {
    const parts = [part("A", 2, items(3)), part("B", 1, items(2))];
    expect(pack(parts, 6000)).toMatchObject({ here: parts, thread: [], moved: [] });
  });

  test("moves the least important first, and keeps the order", () => {
    const parts = [part("A", 3, items(9, 200)), part("B", 1, items(9, 200)), part("C", 2, items(2))];
    const { here, thread, moved } = pack(parts, 2500);
    expect(here.map(({ title }) => title)).toEqual(["B", "C"]);
    expect(thread.map((reply) => reply.map(({ title }) => title))).toEqual([["A"]]);
    expect(moved).toEqual([{ title: "A", here: 0, all: 9 }]);
  });

  test("shows no more entries than a part allows, and continues it in the thread", () => {
    const { here, thread, moved } = pack([part("A", 1, items(11), { most: 7 })], 6000);
    expect(here[0]?.rows).toHaveLength(7);
    expect(thread[0]).toMatchObject([{ title: "A, continued", rows: items(11).slice(7) }]);
    expect(moved).toEqual([{ title: "A", here: 7, all: 11 }]);
  });

  test("loses no row, changes no order, and fills no message beyond its room", () => {
    const rows = fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 30 });
    const drawn = fc.record({ rows, rank: fc.nat(5), most: fc.option(fc.integer({ min: 1, max: 10 })) });
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 8 }), fc.integer({ min: 3500, max: 8000 }), (plans, room) => {
        const parts = plans.map(({ rows, rank, most }, index) =>
          part(
            `P${index}`,
            rank,
            rows.map((length, row) => item(`${index}/${row}`.padEnd(length, "."))),
            most === null ? {} : { most },
          ),
        );
        const { here, thread } = pack(parts, room);
        for (const message of [here, ...thread]) {
          const length = message.flatMap((own) => own.rows).reduce((sum, row) => sum + rowLength(row), 0);
          expect(length).toBeLessThanOrEqual(room);
        }
        for (const [index, own] of parts.entries()) {
          const told = [here, ...thread].flat().filter(({ title }) => title.split(",")[0] === `P${index}`);
          expect(told.flatMap(({ rows }) => rows)).toEqual(own.rows);
        }
      }),
      runs(150),
    );
  });
});
