import { RE2JS } from "re2js";

const compiled = new Map<string, RE2JS | undefined>();

/** An RE2 expression, compiled once; `undefined`: RE2 does not take it, and neither would Envoy. */
export function compiledRegex(text: string): RE2JS | undefined {
  if (compiled.has(text)) return compiled.get(text);
  if (compiled.size > 10_000) compiled.clear();
  const made = compile(text);
  compiled.set(text, made);
  return made;
}

function compile(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text);
  } catch {
    return undefined;
  }
}
