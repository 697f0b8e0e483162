import type { Truth } from "./authorization/truth.ts";
import { compiledRegex } from "./compiled-regex.ts";

/** Stands where a part of a value was taken out, because it would let its reader in. */
const mark = "…";
/** What a hidden part may have been; an expression that takes all of them asks nothing of it. */
const samples = ["", "0", "a", "Zz9-_.~", "eyJhbGciOi.J9", "x y", "a".repeat(200)] as const;

/** Whether a part of this value was taken out before it came here. */
export function isReduced(value: string): boolean {
  return value.includes(mark);
}

/** Whether the whole value, of which parts are hidden, was `wanted`: never surely so. */
export function reducedEquals(value: string, wanted: string): Truth {
  const [head = "", ...rest] = value.split(mark);
  if (!wanted.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest.slice(0, -1)) {
    const found = wanted.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const tail = rest.at(-1) ?? "";
  return wanted.length - tail.length >= at && wanted.endsWith(tail) ? undefined : false;
}

/** Whether the whole value began so. */
export function reducedStartsWith(value: string, prefix: string): Truth {
  const head = value.slice(0, value.indexOf(mark));
  if (head.startsWith(prefix)) return true;
  return prefix.startsWith(head) ? undefined : false;
}

/** Whether the whole value ended so. */
export function reducedEndsWith(value: string, suffix: string): Truth {
  const tail = value.slice(value.lastIndexOf(mark) + mark.length);
  if (tail.endsWith(suffix)) return true;
  return suffix.endsWith(tail) ? undefined : false;
}

/** Whether an expression took the whole value; an expression that is none takes nothing. */
export function reducedMatches(value: string, regex: string): Truth {
  const compiled = compiledRegex(regex);
  if (compiled === undefined) return false;
  return samples.every((sample) => compiled.testExact(value.replaceAll(mark, sample))) ? true : undefined;
}
