import type { BlockJson } from "../wire.ts";

/** A member that is an object. */
export function shapeIn(value: BlockJson | undefined, name: string): BlockJson | undefined {
  const member = value?.[name];
  return typeof member === "object" && member !== null && !Array.isArray(member) ? (member as BlockJson) : undefined;
}

/** A member that is a list of objects; empty where it is not. */
export function shapesIn(value: BlockJson | undefined, name: string): readonly BlockJson[] {
  const member = value?.[name];
  return Array.isArray(member)
    ? member.filter((each): each is BlockJson => typeof each === "object" && each !== null)
    : [];
}

/** A member as text; empty where there is none. */
export function textIn(value: BlockJson | undefined, name: string): string {
  const member = value?.[name];
  return typeof member === "string" || typeof member === "number" ? String(member) : "";
}
