import { doubt } from "./doubt.ts";
import type { LineCursor } from "./line-cursor.ts";
import { spacesEnd } from "./spaces-end.ts";
import { yamlCode } from "./yaml-code.ts";

const { tab, carriageReturn } = yamlCode;

/**
 * Reads a block of text kept line by line, and leaves the cursor on the line below it.
 * @param header `|`, `|-` or `|+`, and what stands behind it
 * @param at the column that the block's lines are further in than
 * @throws doubt
 */
export function literalBlock(cursor: LineCursor, header: string, at: number): string {
  const match = /^\|([-+]?)(?: +#.*| *)$/.exec(header);
  if (match === null) throw doubt;
  const kept = keptLines(cursor, at);
  if (!cursor.done) cursor.advance();
  if (cursor.column > at) throw doubt;
  return chomped(kept, match[1] ?? "");
}

function keptLines(cursor: LineCursor, at: number): readonly string[] {
  const { text, length } = cursor;
  const kept: string[] = [];
  let indent = -1;
  let widest = 0;
  for (;;) {
    if (cursor.end >= length) throw doubt;
    const from = cursor.end + 1;
    if (from >= length) {
      cursor.finish();
      return kept;
    }
    const to = cursor.lineEnd(from);
    const content = spacesEnd(text, from, to);
    const stop = to > content && text.charCodeAt(to - 1) === carriageReturn ? to - 1 : to;
    const spaces = content - from;
    if (content >= stop) {
      if (indent >= 0 && spaces > indent) throw doubt;
      widest = Math.max(widest, spaces);
      kept.push("");
    } else {
      if (indent < 0) {
        if (spaces <= at) return kept;
        indent = spaces;
        if (widest > indent || text.charCodeAt(content) === tab) throw doubt;
      }
      if (spaces < indent) return kept;
      kept.push(text.slice(from + indent, stop));
    }
    cursor.enter(to);
    if (to >= length) throw doubt;
  }
}

/** What becomes of the ends of line at the end: one stays, none (`-`), or all (`+`). */
function chomped(lines: readonly string[], mode: string): string {
  let count = lines.length;
  while (count > 0 && lines[count - 1] === "") count -= 1;
  if (mode === "+") return lines.map((line) => `${line}\n`).join("");
  if (count === 0) return "";
  return `${lines.slice(0, count).join("\n")}${mode === "-" ? "" : "\n"}`;
}
