import { isBuiltin } from "node:module";
import { posix } from "node:path";
import ts from "typescript";
import { doors, type Layer, layers } from "./rules.ts";

/** One module that a file asks for, however it asks. */
export interface Import {
  /** The module's name as written; undefined where it is computed. */
  readonly name: string | undefined;
  readonly line: number;
}

/** Every import of a file: static, dynamic, type-only, re-exported, `require`d, or inside a type. */
export function importsOf(file: ts.SourceFile): readonly Import[] {
  const found: Import[] = file.referencedFiles.map(({ fileName }) => ({ name: fileName, line: 1 }));
  visit(file);
  return found;

  function visit(node: ts.Node): void {
    const named = namedModule(node);
    if (named !== undefined) found.push({ name: literal(named), line: lineOf(file, node) });
    ts.forEachChild(node, visit);
  }
}

/** Why a file of `src/` may not import something, or undefined if it may. Paths are relative to the project. */
export function whyNot(path: string, name: string | undefined): string | undefined {
  if (name === undefined) return "computes what it imports, so that nobody can check it";
  const from = layerOf(path);
  const rules = layers[from];
  if (rules === undefined) return undefined;
  if (!name.startsWith("."))
    return mayUsePackage(rules, name) ? undefined : `imports "${name}", which ${from}/ may not`;
  const target = posix.join(posix.dirname(path), name);
  if (isTest(target)) return `imports the test "${name}"`;
  const to = layerOf(target);
  if (to === from || (from === doors && !target.startsWith("test/"))) return undefined;
  if (to === "") return `imports "${name}" from outside src/, which only ${doors}/ may`;
  if (to === doors) return `imports "${name}": nothing may import ${doors}/`;
  return rules.layers.includes(to) ? undefined : `imports "${name}": ${from}/ may not lean on ${to}/`;
}

/** The folder below `src/` that a file is in, or "" if it is elsewhere. */
export function layerOf(path: string): string {
  const [top, layer, ...rest] = path.split("/");
  return top === "src" && layer !== undefined && rest.length > 0 ? layer : "";
}

/** Whether a file is a test that lives beside the code. */
export function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

/** The line, counted from 1, on which a node begins. */
export function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

function namedModule(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (ts.isCallExpression(node) && asksForModule(node.expression)) return node.arguments[0] ?? node;
  return undefined;
}

function asksForModule(called: ts.Expression): boolean {
  return called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === "require");
}

function literal(node: ts.Node): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

function mayUsePackage(rules: Layer, name: string): boolean {
  if (rules.packages.includes("*")) return true;
  if (isBuiltin(name)) return rules.packages.includes("node:*") || rules.packages.includes(withScheme(name));
  return rules.packages.includes(packageOf(name));
}

function withScheme(name: string): string {
  return name.startsWith("node:") ? name : `node:${name}`;
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}
