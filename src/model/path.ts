const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Joins the parts of a field path: `path("spec", "http", 1, "route")` → `spec.http[1].route`. */
export function path(...parts: readonly (string | number)[]): string {
  let text = "";
  for (const part of parts) {
    if (typeof part === "number") text += `[${part}]`;
    else if (plain.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** The parts of a field path, numbers for indices. The inverse of `path`. */
export function pathParts(text: string): (string | number)[] {
  const parts: (string | number)[] = [];
  const token = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([A-Za-z_][A-Za-z0-9_]*)/gy;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[1] !== undefined) parts.push(Number(match[1]));
    else if (match[2] !== undefined) parts.push(JSON.parse(`"${match[2]}"`) as string);
    else if (match[3] !== undefined) parts.push(match[3]);
  }
  return parts;
}

/** The same place as an RFC 6901 pointer, for patches: `/spec/http/1/route`. */
export function pointer(text: string): string {
  return pathParts(text)
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
