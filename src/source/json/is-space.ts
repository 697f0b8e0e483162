import { jsonCode } from "./json-code.ts";

const { space, newline, carriageReturn, tab } = jsonCode;

/** Whether a byte is white space in JSON. */
export function isSpace(code: number | undefined): boolean {
  return code === space || code === newline || code === carriageReturn || code === tab;
}
