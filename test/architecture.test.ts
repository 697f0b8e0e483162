import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { importsOf } from "./architecture/imports.ts";
import { layers } from "./architecture/rules.ts";
import { examine, parse } from "./architecture/violations.ts";

const root = join(import.meta.dirname, "..");
const codeFile = /\.[cm]?[jt]sx?$/;

describe("the layers of src/", () => {
  const files = readCode();
  const { examined, violations } = examine(files);

  test("keep to what the architecture lets them do", () => {
    expect(violations).toEqual([]);
  });

  test("were all seen: as many files as a second walk finds", () => {
    const walked = globSync("src/**/*", { cwd: root }).filter((path) => codeFile.test(path));
    expect(examined.length).toBeGreaterThan(0);
    expect([...examined].sort()).toEqual(walked.map((path) => path.replaceAll("\\", "/")).sort());
  });

  test("import nothing that TypeScript's own scanner sees and this test does not", () => {
    for (const [path, text] of files) {
      const seen = importsOf(parse(path, text)).map(({ name }) => name);
      const scanned = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
      expect(seen, path).toEqual(expect.arrayContaining(scanned));
    }
  });
});

describe("what each layer may import", () => {
  test.each(Object.entries(layers))("%s names layers that exist", (_layer, { layers: named }) => {
    expect([...Object.keys(layers), "*"]).toEqual(expect.arrayContaining([...named]));
  });

  test.each([
    ["a static import", "src/model/flow.ts", `import { z } from "zod";`],
    ["single quotes", "src/model/flow.ts", `import { z } from 'zod';`],
    ["a built-in module in model", "src/model/flow.ts", `import { isIP } from "node:net";`],
    ["a built-in module without node:", "src/model/flow.ts", `import { isIP } from "net";`],
    ["an import for its effect", "src/model/flow.ts", `import "zod";`],
    ["a type-only import", "src/checks/a/b.ts", `import type { Mesh } from "../../mesh/mesh.ts";`],
    ["a re-export", "src/checks/a/b.ts", `export { mesh } from "../../mesh/mesh.ts";`],
    ["a re-export of everything", "src/checks/a/b.ts", `export * from "../../mesh/mesh.ts";`],
    ["a type-only re-export", "src/checks/a/b.ts", `export type { Mesh } from '../../mesh/mesh.ts';`],
    ["an import inside a type", "src/checks/a/b.ts", `export type M = import("../../mesh/mesh.ts").Mesh;`],
    ["a dynamic import", "src/render/text.ts", `export const m = () => import("../mesh/mesh.ts");`],
    ["a dynamic import in single quotes", "src/render/text.ts", `export const m = () => import('../mesh/mesh.ts');`],
    ["a dynamic import in backticks", "src/render/text.ts", "export const m = () => import(`../mesh/mesh.ts`);"],
    ["a computed import", "src/render/text.ts", "export const m = (name: string) => import(name);"],
    ["require", "src/model/flow.ts", `const zod = require("zod");`],
    ["import = require", "src/model/flow.ts", `import zod = require("zod");`],
    ["a reference", "src/model/flow.ts", `/// <reference path="../mesh/mesh.ts" />`],
    ["a file below a package", "src/mesh/mesh.ts", `import { parse } from "yaml/util";`],
    ["another built-in module than node:net in mesh", "src/mesh/mesh.ts", `import { readFileSync } from "node:fs";`],
    ["kinds in simulate", "src/simulate/walk.ts", `import { kinds } from "../kinds/kinds.ts";`],
    ["faces in source", "src/source/files.ts", `import { main } from "../faces/cli/main.ts";`],
    ["faces in diagnose", "src/diagnose/diagnose.ts", `import { main } from "../faces/cli/main.ts";`],
    ["something outside src", "src/render/text.ts", `import manifest from "../../package.json" with { type: "json" };`],
    ["a test", "src/faces/cli/main.ts", `import { cases } from "../../mesh/hosts.test.ts";`],
    ["something from test/", "src/faces/cli/main.ts", `import { cases } from "../../../test/support/cases.ts";`],
  ])("is broken by %s", (_title, path, text) => {
    expect(examine(new Map([[path, text]])).violations).toHaveLength(1);
  });

  test("lets the allowed through", () => {
    const allowed = new Map([
      ["src/kinds/service.ts", `import { z } from "zod"; import type { Ref } from "../model/ref.ts";`],
      ["src/mesh/cidr.ts", `import { BlockList } from "node:net"; import { RE2JS } from 're2js';`],
      ["src/source/files.ts", `import { open } from "node:fs/promises"; import { parse } from "yaml";`],
      ["src/faces/cli/main.ts", `import manifest from "../../../package.json" with { type: "json" };`],
      ["src/mesh/cidr.test.ts", `import { test } from "vitest"; import { pair } from "../../test/support/pair.ts";`],
    ]);
    expect(examine(allowed)).toEqual({ examined: [...allowed.keys()], violations: [] });
  });
});

describe("what pure layers may do", () => {
  test.each([
    ["an async function", "src/simulate/walk.ts", "export async function walk() {}"],
    ["an async arrow", "src/simulate/walk.ts", "export const walk = async () => {};"],
    ["an async method", "src/kinds/pod.ts", "export const pod = { async read() {} };"],
    ["await", "src/simulate/walk.ts", "export const x = await walk();"],
    ["for await", "src/render/text.ts", "for await (const x of xs) { show(x); }"],
    ["a promise", "src/checks/a/b.ts", "export const x = Promise.resolve(1);"],
    ["a promised type outside model", "src/mesh/mesh.ts", "export interface M { read(): Promise<void> }"],
    ["a promise in model", "src/model/source.ts", "export const x = Promise.resolve(1);"],
    ["a timer", "src/playbook/run.ts", "setTimeout(stop, 10);"],
    ["output", "src/mesh/mesh.ts", `console.log("here");`],
    ["the process", "src/mesh/mesh.ts", "export const x = process.cwd();"],
    ["Date.now", "src/follow/ladder.ts", "export const now = Date.now();"],
    ["Date.now by way of globalThis", "src/source/files.ts", "export const now = globalThis.Date.now();"],
    ["Date.now by key", "src/follow/ladder.ts", `export const now = Date["now"]();`],
    ["new Date()", "src/source/files.ts", "export const now = new Date();"],
    ["new Date", "src/source/files.ts", "export const now = new Date;"],
    ["Date()", "src/source/files.ts", "export const now = Date();"],
    ["Math.random", "src/store/memory.ts", "export const id = Math.random();"],
    ["the environment", "src/config/load.ts", "export const home = process.env.HOME;"],
    ["the locale's order", "src/render/text.ts", `export const x = ["b"].sort((a, b) => a.localeCompare(b));`],
    ["the time zone", "src/render/text.ts", "export const hour = (at: Date) => at.getHours();"],
    ["the process by way of globalThis", "src/mesh/mesh.ts", "export const x = globalThis.process.cwd();"],
    ["a second wait in diagnose", "src/diagnose/diagnose.ts", "await source.read(q); await source.read(q);"],
    ["another wait in diagnose", "src/diagnose/diagnose.ts", "await fixes(q);"],
    ["a wait elsewhere in diagnose", "src/diagnose/fixes.ts", "await source.read(q);"],
  ])("does not include %s", (_title, path, text) => {
    expect(examine(new Map([[path, text]])).violations).toHaveLength(1);
  });

  test("includes what depends on arguments only", () => {
    const allowed = new Map([
      ["src/model/source.ts", "export interface Source { read(q: string): Promise<string> }"],
      ["src/model/time.ts", "export const at = (text: string) => new Date(text).toISOString();"],
      ["src/mesh/pod.ts", "export const fetch = { process: 1, console: 2 }; export const x = fetch.process;"],
      ["src/diagnose/diagnose.ts", "export async function d(s: S): Promise<D> { return sum(await s.read(q)); }"],
      ["src/faces/cli/main.ts", "export const now = new Date(); export const home = process.env.HOME;"],
    ]);
    expect(examine(allowed).violations).toEqual([]);
  });
});

describe("where files may be", () => {
  test.each([
    "src/main.ts",
    "src/lib/a.ts",
    "src/model/flow.js",
    ...["index", "utils", "helpers", "common", "types"].map((name) => `src/mesh/${name}.ts`),
  ])("not at %s", (path) => {
    expect(examine(new Map([[path, ""]])).violations).toHaveLength(1);
  });
});

function readCode(): ReadonlyMap<string, string> {
  const paths = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && codeFile.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(root.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")]));
}
