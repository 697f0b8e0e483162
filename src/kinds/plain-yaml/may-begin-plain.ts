import { yamlCode } from "./yaml-code.ts";

const { space, dash } = yamlCode;

/** Characters of ASCII with which a plain scalar may begin. */
const plainStart: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9_./$()~+=^<;\\]/.test(String.fromCharCode(code)),
);

/** Whether what begins at `begin` may be a scalar without quotes. */
export function mayBeginPlain(text: string, begin: number, stop: number): boolean {
  const first = text.charCodeAt(begin);
  if (first === dash) return begin + 1 < stop && text.charCodeAt(begin + 1) !== space;
  return first > 127 || plainStart[first] === true;
}
