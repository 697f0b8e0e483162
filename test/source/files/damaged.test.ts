import fc from "fast-check";
import { expect, test } from "vitest";
import { MeshError } from "../../../src/model/mesh-error.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { fileSource } from "../../../src/source/files/file-source.ts";
import { lintSnapshot } from "../../../src/source/files/lint-snapshot.ts";
import { layouts } from "./layouts.ts";
import { someObjects } from "./objects.ts";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 200) };

const printed = fc
  .tuple(someObjects, fc.constantFrom(...layouts))
  .map(([objects, { print }]) => Buffer.from(print(objects)));
const cut = fc.tuple(printed, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1)));
const shred = fc.constantFrom(
  "\n",
  "- ",
  "{",
  "}",
  "[",
  "]",
  '"',
  "'",
  ": ",
  "&a ",
  "*a",
  "|",
  "---\n",
  "\t",
  "\0",
  "\r",
  "\u001b[31m",
  "é",
  "items:\n- ",
);
const mutated = fc
  .tuple(printed, fc.array(fc.tuple(fc.nat(), fc.nat(9), fc.oneof(shred, fc.string())), { minLength: 1, maxLength: 4 }))
  .map(([bytes, slips]) =>
    slips.reduce((text, [at, length, with_]) => {
      const index = at % (text.length + 1);
      return Buffer.concat([text.subarray(0, index), Buffer.from(with_), text.subarray(index + length)]);
    }, bytes),
  );
const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

test.each([
  ["cut off", cut],
  ["with slips", mutated],
  ["of noise", noise],
])("a file %s is read as far as it goes, or refused", async (_title, files) => {
  await fc.assert(
    fc.asyncProperty(files, async (bytes) => {
      const snapshot = await read(bytes);
      if (snapshot === undefined) return;
      for (const { what, why } of snapshot.gaps) expect(`${what}${why}`).not.toMatch(/[\p{Cc}]/u);
      for (const list of Object.values(snapshot.resources))
        for (const { apiVersion, kind, metadata } of list) {
          const place = snapshot.locate({ apiVersion, kind, ...metadata }, "metadata.name");
          expect(place?.line).toBeLessThanOrEqual(bytes.toString().split("\n").length);
        }
    }),
    runs,
  );
});

test("what is read of a file is read twice alike", async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async (bytes) => {
      expect(JSON.stringify(await read(bytes))).toBe(JSON.stringify(await read(bytes)));
    }),
    runs,
  );
});

test("lint survives it, too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(cut, mutated, noise), async (bytes) => {
      const { problems } = await lintSnapshot(["-"], stream(bytes));
      for (const { line } of problems) expect(line).toBeGreaterThanOrEqual(0);
    }),
    runs,
  );
});

async function read(bytes: Buffer): Promise<Snapshot | undefined> {
  try {
    return await fileSource({ paths: ["-"], stdin: stream(bytes) }).read({ from: "a", to: "10.0.0.1", headers: [] });
  } catch (error) {
    if (error instanceof MeshError) return undefined;
    throw error;
  }
}

async function* stream(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
