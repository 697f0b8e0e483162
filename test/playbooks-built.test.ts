import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, test } from "vitest";
import { builtInFile, builtInSource } from "../scripts/playbooks.ts";

test("the built-in playbooks are those of playbooks/", () => {
  const stale = `Cannot use "${relative(process.cwd(), builtInFile)}": it is older than playbooks/. Run "npm run build"`;
  expect(readFileSync(builtInFile, "utf8") === builtInSource(), stale).toBe(true);
});
