/** docs/errors.md against the codes there are; its examples are run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runMesh } from "../../scripts/docs.ts";
import { exit } from "../../src/faces/cli/io.ts";
import { consoleExamples } from "./console-examples.ts";
import { literalsOf } from "./syntax.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/errors.md"), "utf8");
const codes = literalsOf(join(root, "src/model/mesh-error.ts"), "ErrorCode");
const launched = [...readFileSync(join(root, "bin/mesh.js"), "utf8").matchAll(/refuse\((\d+), "([A-Z_]+)"/g)];
const rows = new Map(
  [...page.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map(([, code = "", status = ""]) => [code, status]),
);

describe("docs/errors.md", () => {
  test("lists every code of the model and of the launcher, and no other", () => {
    const known = new Set([...codes, ...launched.map(([, , code = ""]) => code)]);
    expect(codes.length).toBeGreaterThan(5);
    expect([...rows.keys()].sort()).toEqual([...known].sort());
  });

  test("has a section for each of them", () => {
    expect([...page.matchAll(/^## `([A-Z_]+)`$/gm)].map(([, code = ""]) => code)).toEqual([...rows.keys()]);
  });

  test("tells the exit statuses", () => {
    for (const [, status, code] of launched) expect.soft(rows.get(code ?? ""), code).toBe(status);
    expect(Number(rows.get("INTERNAL"))).toBe(exit.internal);
    const launcher = new Set(launched.map(([, , code = ""]) => code));
    for (const code of codes)
      if (code !== "INTERNAL" && !launcher.has(code)) expect.soft(Number(rows.get(code)), code).toBe(exit.cannotAnswer);
  });

  test.each(consoleExamples(page))("shows what mesh really says: $command", async ({ command, output }) => {
    const { status, stdout, stderr } = await runMesh(command);
    expect({ said: stdout + stderr, status }).toEqual({ said: `${output}\n`, status: exit.cannotAnswer });
    expect(stdout === "" || stderr === "").toBe(true);
  });
});
