import ts from "typescript";
import { layerOf, lineOf } from "./imports.ts";
import { declaresPorts, doors, layers, reader, unsteadyCalls, unsteadyMethods, worldlyGlobals } from "./rules.ts";

/** Something in a file that its layer may not do, with its line. */
export interface Impurity {
  readonly line: number;
  readonly what: string;
}

/** What a file of `src/` does that would make its answer depend on more than its arguments. */
export function impuritiesOf(path: string, file: ts.SourceFile): readonly Impurity[] {
  const layer = layerOf(path);
  if (layer === doors) return [];
  const rules = layers[layer];
  const found: Impurity[] = [];
  const own = declaredIn(file);
  let waits = 0;
  visit(file);
  return found;

  function visit(node: ts.Node): void {
    const what = unsteady(node) ?? (rules?.pure ? impure(node) : undefined);
    if (what !== undefined) found.push({ line: lineOf(file, node), what });
    ts.forEachChild(node, visit);
  }

  function impure(node: ts.Node): string | undefined {
    if (ts.isIdentifier(node) && isWorldly(node.text) && isGlobal(node)) return `uses ${node.text}`;
    return path === reader ? waitsTooMuch(node) : asynchronous(node, layer);
  }

  function isWorldly(name: string): boolean {
    return worldlyGlobals.includes(name) && !own.has(name);
  }

  function waitsTooMuch(node: ts.Node): string | undefined {
    if (isForAwait(node)) return "waits for something besides source.read()";
    if (!ts.isAwaitExpression(node)) return undefined;
    waits += 1;
    return waits === 1 && isRead(node.expression) ? undefined : "waits for something besides source.read()";
  }
}

function unsteady(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length) return "reads the clock";
  if (ts.isCallExpression(node) && isDate(node.expression)) return "reads the clock";
  if (ts.isIdentifier(node) && node.text === "Intl" && isGlobal(node)) return "depends on the locale (Intl)";
  const access = accessOf(node);
  if (access === undefined) return undefined;
  if (unsteadyCalls.includes(access)) return `uses ${access}`;
  const method = access.slice(access.lastIndexOf(".") + 1);
  return unsteadyMethods.includes(method) ? `depends on locale or time zone (${method})` : undefined;
}

function asynchronous(node: ts.Node, layer: string): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword && ts.canHaveModifiers(node.parent)) return "declares something async";
  if (ts.isAwaitExpression(node) || isForAwait(node)) return "waits";
  if (!ts.isIdentifier(node) || node.text !== "Promise" || !isGlobal(node)) return undefined;
  return ts.isTypeReferenceNode(node.parent) && declaresPorts.includes(layer) ? undefined : "uses Promise";
}

function isForAwait(node: ts.Node): boolean {
  return ts.isForOfStatement(node) && node.awaitModifier !== undefined;
}

function isRead(waitedFor: ts.Expression): boolean {
  const called = ts.isCallExpression(waitedFor) ? waitedFor.expression : undefined;
  return called !== undefined && ts.isPropertyAccessExpression(called) && called.name.text === "read";
}

function isDate(node: ts.Expression): boolean {
  return nameOf(node) === "Date";
}

/** `a.b` for `a.b`, `a?.b`, `a["b"]` and `globalThis.a.b`; only the last two names count. */
function accessOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return `${nameOf(node.expression)}.${node.name.text}`;
  if (!ts.isElementAccessExpression(node) || !ts.isStringLiteralLike(node.argumentExpression)) return undefined;
  return `${nameOf(node.expression)}.${node.argumentExpression.text}`;
}

function nameOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : "";
}

/** Whether a name means the global of that name: no property, no key, and nothing that the file itself declares. */
function isGlobal(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isQualifiedName(parent)) return parent.left === name;
  return !isNameOf(parent, name) || ts.isShorthandPropertyAssignment(parent);
}

function isNameOf(node: ts.Node, name: ts.Identifier): boolean {
  if (ts.isBindingElement(node) && node.propertyName === name) return true;
  return "name" in node && node.name === name;
}

/** The names of a file's own variables, parameters and functions, which hide globals of the same name. */
function declaredIn(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  visit(file);
  return names;

  function visit(node: ts.Node): void {
    if (isBinding(node) && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  }
}

function isBinding(node: ts.Node): node is ts.Node & { readonly name: ts.Node } {
  const binds =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isImportSpecifier(node);
  return binds && node.name !== undefined;
}
