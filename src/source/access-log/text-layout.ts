import { type Operator, operator } from "./operator.ts";

/** One value of a line, and the text that ends it; "" for a value that runs to the end of the line. */
export interface Column extends Operator {
  readonly until: string;
  /** Stands between quotes, so that it may itself hold some. */
  readonly quoted: boolean;
}

/** A text format, compiled: what a line begins with, then its columns. */
export interface TextLayout {
  readonly kind: "text";
  readonly lead: string;
  readonly columns: readonly Column[];
}

const command = /%%|%([A-Z0-9_]+)(?:\(([^)]*)\))?(?::\d+)?%/g;

/**
 * Compiles `[%START_TIME%] "%REQ(:METHOD)% …`: command operators with plain text between.
 * Source: Envoy, "Substitution formatter" › format strings.
 */
export function textLayout(format: string): TextLayout {
  const text = format.trim();
  const plain: string[] = [""];
  const operators: Operator[] = [];
  let done = 0;
  for (const match of text.matchAll(command)) {
    const [whole, name, argument] = match;
    plain.push(`${plain.pop()}${text.slice(done, match.index)}${name === undefined ? "%" : ""}`);
    done = match.index + whole.length;
    if (name === undefined) continue;
    operators.push(operator(name, argument));
    plain.push("");
  }
  plain.push(`${plain.pop()}${text.slice(done)}`);
  return {
    kind: "text",
    lead: plain[0] ?? "",
    columns: operators.map((found, i) => ({
      ...found,
      until: plain[i + 1] ?? "",
      quoted: isOpen(plain.slice(0, i + 1).join("")),
    })),
  };
}

function isOpen(text: string): boolean {
  return text.split('"').length % 2 === 0;
}
