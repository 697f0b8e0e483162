import { posix } from "node:path";
import ts from "typescript";
import { importsOf, isTest, layerOf, whyNot } from "./imports.ts";
import { impuritiesOf } from "./purity.ts";
import { emptyNames, layers } from "./rules.ts";

/** What an examination of `src/` found. */
export interface Examination {
  /** The files that were looked at. */
  readonly examined: readonly string[];
  /** What breaks a rule, as `file:line what`. */
  readonly violations: readonly string[];
}

/** Holds every file, given as path and text, against the rules for its layer. Tests beside the code may import freely. */
export function examine(files: ReadonlyMap<string, string>): Examination {
  const violations: string[] = [];
  for (const [path, text] of files) {
    violations.push(...misplaced(path));
    if (isTest(path)) continue;
    const file = parse(path, text);
    for (const { name, line } of importsOf(file)) {
      const reason = whyNot(path, name);
      if (reason !== undefined) violations.push(`${path}:${line} ${reason}`);
    }
    for (const { line, what } of impuritiesOf(path, file)) violations.push(`${path}:${line} ${what}`);
  }
  return { examined: [...files.keys()], violations };
}

/** A file's syntax tree, in which every node knows its parent. */
export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

function misplaced(path: string): readonly string[] {
  const found: string[] = [];
  if (!path.endsWith(".ts")) found.push(`${path} is code that is not in a .ts file`);
  if (!(layerOf(path) in layers)) found.push(`${path} is in no layer`);
  if (emptyNames.includes(posix.basename(path))) found.push(`${path} has a name that says nothing`);
  return found;
}
