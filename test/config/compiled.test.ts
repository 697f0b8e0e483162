/** The configuration as the bundles carry it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { compileConfig } from "../../src/config/compile-config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { readCompiled } from "../../src/config/read-compiled.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import { least } from "./written.ts";

const root = join(import.meta.dirname, "../..");
const example = parseConfig(readFileSync(join(root, "examples/meshwhy.yaml"), "utf8"), "examples/meshwhy.yaml");

test("what was compiled is read as it was", () => {
  expect(readCompiled(compileConfig(example))).toEqual(example);
});

test("equal configurations give equal bytes, however they are written", () => {
  const one = `${least}policy: {guests: true, rules: [{name: a, may: [why], channels: [C0ONCALL01]}]}\n`;
  const other = `# the same
policy:
  rules:
    - channels: [C0ONCALL01]
      may: [why]
      name: a
  guests: true
clusters: {demo: {snapshot: [shop]}}
version: 1
`;
  const [a, b] = [one, other].map((text) => compileConfig(parseConfig(text, "meshwhy.yaml")));
  expect(a).toBe(b);
  expect(a).not.toMatch(/\n|": /);
});

test.each(["", "{", "null", "1", "[]", "{}", '{"version":"1"}', '{"version":2,"clusters":[]}'])(
  "%j is refused",
  (text) => {
    expect(() => readCompiled(text)).toThrow(MeshError);
    expect(() => readCompiled(text)).toThrow(
      expect.objectContaining({
        code: "BAD_CONFIG",
        message: expect.stringMatching(/^Cannot read the compiled configuration: it is (?:no JSON|not of version 1)$/),
        next: "Package again, so that meshwhy.yaml is compiled by the version that runs.",
      }),
    );
  },
);

describe("a function that decides", () => {
  test("carries neither zod nor yaml, and little of ours", async () => {
    const { metafile, outputFiles } = await bundled(["decide", "read-compiled", "is-foreign"]);
    expect(Object.keys(metafile.inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
    expect(Object.keys(metafile.inputs)).toContain("src/config/decide.ts");
    expect(outputFiles[0]?.contents.length).toBeLessThan(12_000);
  });

  test("would carry them, were it to parse", async () => {
    const { metafile } = await bundled(["parse-config"]);
    const packages = Object.keys(metafile.inputs).flatMap((path) => /node_modules\/([^/]+)/.exec(path)?.[1] ?? []);
    expect(new Set(packages)).toEqual(new Set(["zod", "yaml"]));
  });
});

function bundled(files: readonly string[]) {
  return build({
    stdin: {
      contents: files.map((file) => `export * from "./src/config/${file}.ts";`).join("\n"),
      resolveDir: root,
      loader: "ts",
    },
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    metafile: true,
    write: false,
    logLevel: "error",
  });
}
