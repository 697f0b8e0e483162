import { readFileSync } from "node:fs";
import ts from "typescript";

/** A source file as its author wrote it: types, too, which no running program can see. */
export function syntaxTree(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** The members of a union of string literals, in the order written. */
export function literalsOf(file: string, alias: string): readonly string[] {
  const type = syntaxTree(file).statements.find(
    (each): each is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(each) && each.name.text === alias,
  )?.type;
  if (type === undefined || !ts.isUnionTypeNode(type)) throw new Error(`Cannot find the union "${alias}" in ${file}`);
  return type.types.map((each) => {
    if (!ts.isLiteralTypeNode(each) || !ts.isStringLiteral(each.literal))
      throw new Error(`Cannot list the union "${alias}": it holds more than string literals`);
    return each.literal.text;
  });
}

/** The names of an interface's members, in the order written. */
export function interfaceMembers(file: string, name: string): readonly string[] {
  const found = syntaxTree(file).statements.find(
    (each): each is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(each) && each.name.text === name,
  );
  if (found === undefined) throw new Error(`Cannot find the interface "${name}" in ${file}`);
  return found.members.map((member) => {
    const { name: key } = member;
    if (key === undefined || !(ts.isIdentifier(key) || ts.isStringLiteral(key)))
      throw new Error(`Cannot list the members of "${name}"`);
    return key.text;
  });
}
