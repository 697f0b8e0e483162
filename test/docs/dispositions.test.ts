/** docs/dispositions.md against the model's lists and against what the simulator really gives. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { type Disposition, isBad, isGood } from "../../src/model/disposition.ts";
import { interfaceMembers, literalsOf, syntaxTree } from "./syntax.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/dispositions.md"), "utf8");
const dispositions = literalsOf(join(root, "src/model/disposition.ts"), "Disposition") as readonly Disposition[];
const causes = interfaceMembers(join(root, "src/model/cause.ts"), "CauseFacts");
const simulator = readdirSync(join(root, "src/simulate")).filter((name) => /(?<!\.test)\.ts$/.test(name));

describe("docs/dispositions.md", () => {
  test("has a section for each disposition, in the model's order", () => {
    expect(dispositions.length).toBeGreaterThan(10);
    expect([...page.matchAll(/^## `([a-z-]+)`$/gm)].map(([, name]) => name)).toEqual(dispositions);
  });

  test.each(dispositions)("says what %s counts as", (disposition) => {
    const word = isGood(disposition) ? "good" : isBad(disposition) ? "bad" : "neutral";
    expect(section(disposition)).toMatch(new RegExp(`^\\n\\nCounts as: ${word}\\.`));
  });

  test("names every cause of the model, and no other", () => {
    expect(causes.length).toBeGreaterThan(20);
    expect(sorted(pairsOfPage().map(({ cause }) => cause))).toEqual(sorted(causes));
  });

  test("leads each cause to the endings that the simulator gives it", () => {
    const text = ({ disposition, cause }: Pairing) => `${cause} → ${disposition}`;
    expect(sorted(pairsOfPage().map(text))).toEqual(sorted(pairsOfSimulator().map(text)));
  });

  test("knows every flag and every detail that the simulator gives", () => {
    const sources = simulator.map((name) => readFileSync(join(root, "src/simulate", name), "utf8")).join("\n");
    const flags = [...sources.matchAll(/flag: "([A-Z,]+)"/g)].map(([, flag = ""]) => flag);
    const details = [...sources.matchAll(/details: ["`]([a-z0-9_.]+)/g)].map(([, detail = ""]) => detail);
    expect(flags.length).toBeGreaterThan(5);
    expect(details.length).toBeGreaterThan(5);
    expect([...flags, ...details].filter((each) => !page.includes(each))).toEqual([]);
  });
});

interface Pairing {
  readonly disposition: string;
  readonly cause: string;
}

function section(disposition: string): string {
  const begin = page.indexOf(`\n## \`${disposition}\`\n`) + `\n## \`${disposition}\``.length;
  const end = page.indexOf("\n## ", begin);
  return page.slice(begin, end < 0 ? undefined : end);
}

function pairsOfPage(): readonly Pairing[] {
  return dispositions.flatMap((disposition) =>
    [...section(disposition).matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, cause = ""]) => ({ disposition, cause })),
  );
}

/** Object literals that give an ending both its disposition and its cause; `unknownEnd` gives a cause alone. */
function pairsOfSimulator(): readonly Pairing[] {
  const found: Pairing[] = [];
  for (const name of simulator) visit(syntaxTree(join(root, "src/simulate", name)));
  return found;

  function visit(node: ts.Node): void {
    if (ts.isObjectLiteralExpression(node)) {
      const disposition = textOf(member(node, "disposition"));
      const cause = codeOf(member(node, "cause"));
      if (disposition !== undefined && cause !== undefined) found.push({ disposition, cause });
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "unknownEnd") {
      const cause = codeOf(node.arguments[2]);
      if (cause !== undefined) found.push({ disposition: "unknown", cause });
    }
    ts.forEachChild(node, visit);
  }
}

function codeOf(node: ts.Expression | undefined): string | undefined {
  return node !== undefined && ts.isObjectLiteralExpression(node) ? textOf(member(node, "code")) : undefined;
}

function member(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = object.properties.find((property) => property.name?.getText() === name);
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

function textOf(node: ts.Expression | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}

function sorted(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}
