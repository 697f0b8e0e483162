import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckCase, parseCase } from "./parse-case.ts";

/** Every case of every check, by its path below `src/checks/`. */
export function checkCases(): readonly (readonly [path: string, CheckCase])[] {
  const root = new URL("../../src/checks/", import.meta.url).pathname;
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\/(?:passes|fails|warns)-[^/]*\.yaml$/.test(name))
    .sort()
    .map((name) => [name, parseCase(readFileSync(join(root, name), "utf8"))] as const);
}
