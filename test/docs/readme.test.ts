/** README.md against what mesh does. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readmeFile, readmeWithDemo } from "../../scripts/docs.ts";
import { helpFor } from "../../src/faces/cli/help.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(readmeFile, "utf8");

describe("README.md", () => {
  test("shows what the demo really prints: npm run docs", async () => {
    expect(page).toBe(await readmeWithDemo());
  });

  test.each(["npm ci && npm run demo", "npm ci && npm test"])("names the command %s", (command) => {
    expect(page).toContain(`\n${command}\n`);
  });

  test("lists the options that help lists", () => {
    const listed = [...page.matchAll(/^\| (?:`-\w`, )?`(--[\w-]+)/gm)].map(([, option]) => option);
    const helped = [...helpFor("why").matchAll(/^ {2,6}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
    expect(helped.length).toBeGreaterThan(5);
    expect(listed).toEqual(helped);
  });

  test("names the Node that package.json asks for", () => {
    const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
    expect(page).toContain(`Node ${engines.node.replace(">=", "")}`);
  });
});
