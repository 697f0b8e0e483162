/** docs/permissions.md against the rights that the source declares. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { optionalPermissions, type Permission, permissions } from "../../src/source/cluster/permissions.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/permissions.md"), "utf8");

describe("docs/permissions.md", () => {
  test("has a row for every right, in the words of the program", () => {
    expect(page).toContain(table(permissions([])));
  });

  test("has a row for every optional right", () => {
    expect(page).toContain(table(optionalPermissions));
  });
});

/** To write the table anew, print this. */
function table(rights: readonly Permission[]): string {
  const rows = rights.map(({ right, purpose }) => {
    const { verb, resource, group, name } = right;
    const what = `\`${verb}\` \`${resource}${group === "" ? "" : `.${group}`}\`${name === undefined ? "" : ` named \`${name}\``}`;
    return `| ${what} | ${purpose.why} | ${purpose.steps.join(", ")} | ${purpose.without} |`;
  });
  return ["| Right | Why | Steps | Unknown without it |", "|---|---|---|---|", ...rows].join("\n");
}
