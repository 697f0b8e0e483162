import { yamlCode } from "./yaml-code.ts";

const { space } = yamlCode;

/** The index of the first character from `from` on that is no space, `stop` at most. */
export function spacesEnd(text: string, from: number, stop: number): number {
  let index = from;
  while (index < stop && text.charCodeAt(index) === space) index += 1;
  return index;
}
