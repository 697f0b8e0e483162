/** How plain scalars that are no text look; what fits none of them is text. */
export const scalarPatterns = {
  null: /^(?:~|null|Null|NULL)?$/,
  bool: /^(?:[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF)$/,
  int: /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]*|[1-9][0-9_]*)$/,
  float: /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9_]+)?$/,
} as const;

const mayBeOther = /^[-+.0-9~yYnNtTfFoO]/;

/**
 * What a plain (unquoted) YAML scalar means to kubectl, whose library reads YAML 1.1 without sexagesimal numbers and
 * keeps dates as text. Source: sigs.k8s.io/yaml goyaml.v2/resolve.go `resolve`.
 */
export function kubernetesScalar(text: string): string | number | boolean | null {
  if (text !== "" && !mayBeOther.test(text)) return text;
  if (scalarPatterns.null.test(text)) return null;
  if (scalarPatterns.bool.test(text)) return /^(?:y|t|on)/i.test(text);
  if (scalarPatterns.int.test(text)) return toNumber(text, toInteger(text.replaceAll("_", "")));
  return scalarPatterns.float.test(text) ? toNumber(text, Number(text.replaceAll("_", ""))) : text;
}

function toInteger(text: string): number {
  const digits = text.replace(/^[-+]/, "");
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)?.[1];
  const value = octal === undefined ? Number(digits) : Number.parseInt(octal, 8);
  return text.startsWith("-") ? -value : value;
}

function toNumber(text: string, value: number): number | string {
  if (!Number.isFinite(value)) return text;
  return value === 0 ? 0 : value;
}
