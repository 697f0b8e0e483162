import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { Ref } from "../../../src/model/ref.ts";
import { fileSource } from "../../../src/source/files/file-source.ts";
import { jsonLine } from "../../../src/source/files/json-line.ts";
import { layouts, type RawObject } from "./layouts.ts";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 10) };

/** Layouts that put every member on a line of its own. */
const lined = layouts.filter(
  ({ name }) =>
    !/flow|one line|kind first$|lines|escaped|anchors|backwards|array of/.test(name) ||
    name === "List with kind first, indented",
);

const object = fc
  .tuple(
    fc.constantFrom("a", "b", "c", "d"),
    fc.array(fc.constantFrom("x", "y y", "*", "z\nz\n"), { maxLength: 3 }),
    fc.nat(3),
  )
  .map(
    ([name, gateways, routes]): RawObject => ({
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name, namespace: "shop", annotations: { "example.com/text": "spec:\n  http:\n  - timeout: no\n" } },
      spec: {
        gateways,
        http: Array.from({ length: routes }, (_, index) => ({
          match: [{ uri: { prefix: `/${name}/${index}` } }],
          timeout: `${index}s`,
        })),
      },
    }),
  );

describe("a field's place is the line on which it stands", () => {
  test.each(lined)("in $name", async ({ print }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(object, { minLength: 1, maxLength: 4, selector: ({ metadata }) => metadata.name }),
        async (objects) => {
          const text = print(objects);
          const lines = text.split(/\r?\n/);
          const snapshot = await fileSource({ paths: ["-"], stdin: stream(text) }).read({
            from: "shop/a",
            to: "b",
            headers: [],
          });
          for (const { apiVersion, kind, metadata, spec } of objects) {
            const ref: Ref = { apiVersion, kind, namespace: "shop", name: String(metadata.name) };
            const at = (path: string): string => lines[(snapshot.locate(ref, path)?.line ?? 0) - 1] ?? "";
            expect(at("metadata.name")).toMatch(new RegExp(`\\bname"?'?: ['"]?${ref.name}`));
            expect(at("spec.nothing")).toMatch(/\bspec"?'?:/);
            const { http } = spec as { http: readonly object[] };
            for (const index of http.keys()) {
              expect(at(`spec.http[${index}].timeout`)).toMatch(new RegExp(`\\btimeout"?'?: ['"]?${index}s`));
              expect(at(`spec.http[${index}].match[0].uri.prefix`)).toContain(`/${ref.name}/${index}`);
            }
          }
        },
      ),
      runs,
    );
  });
});

test("through anchors, aliases and text over several lines", async () => {
  const text = `# first
apiVersion: v1
kind: Service
metadata:
  name: a
  labels: &labels
    app: a
  annotations:
    example.com/x: one
      two
spec:
  selector: *labels
  ports: [
    {port: 80,
     targetPort: 8080}]
`;
  const snapshot = await fileSource({ paths: ["-"], stdin: stream(text) }).read({ from: "a", to: "a", headers: [] });
  const line = (path: string) =>
    snapshot.locate({ apiVersion: "v1", kind: "Service", namespace: "default", name: "a" }, path)?.line;
  expect([
    line(""),
    line("spec"),
    line("spec.selector.app"),
    line("spec.ports[0].targetPort"),
    line("spec.ports[7]"),
  ]).toEqual([2, 11, 7, 15, 13]);
});

test("in items that lean on each other by anchors", async () => {
  const labels = { app: "a" };
  const item = (name: string) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels },
    spec: { selector: labels, ports: [{ port: 1 }] },
  });
  const text = stringify({ kind: "List", items: [item("a"), item("b")] }, { indentSeq: false });
  const snapshot = await fileSource({ paths: ["-"], stdin: stream(text) }).read({ from: "a", to: "b", headers: [] });
  const place = snapshot.locate(
    { apiVersion: "v1", kind: "Service", namespace: "default", name: "b" },
    "spec.ports[0].port",
  );
  expect(text.split("\n").slice((place?.line ?? 0) - 1)).toEqual(["    - port: 1", ""]);
});

test.each<[string, readonly (string | number)[], number]>([
  ['{"a": 1}', ["a"], 0],
  ['{\n"a": {\n"b": [\n1,\n{"c":\n2}]}}', ["a", "b", 1, "c"], 4],
  ['{\n"a": {\n"b": [\n1,\n2]}}', ["a", "b", 5], 2],
  ['{\n"\\u0061": 1}', ["a"], 1],
  ['{\n"x": "}\\"{",\n"a": 1}', ["a"], 2],
  ["[\n1,\n2]", [1], 2],
  ["{", ["a"], 0],
  ['{"a"', ["a", "b"], 0],
])("in %j, %j is on line %i", (text, path, line) => {
  expect(jsonLine(text, path)).toBe(line);
});

async function* stream(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
