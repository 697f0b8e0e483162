import type { Json } from "./json.ts";

const plainStart = /^(?:[A-Za-z0-9_./$(^+]|-[A-Za-z0-9_./])/;
const looksOtherwise =
  /^(?:null|~|true|false|yes|no|on|off|y|n|[-+]?(?:\.?[0-9][0-9_.,:eExXoO+a-fA-F-]*)|\.(?:inf|nan))$/i;

/** A scalar as YAML would read it back. */
export function yamlScalar(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const isPlain =
    plainStart.test(value) &&
    !looksOtherwise.test(value) &&
    !/[\p{Cc}\p{Zl}\p{Zp}]|: | #/u.test(value) &&
    !/[: ]$/.test(value);
  return isPlain ? value : JSON.stringify(value);
}
