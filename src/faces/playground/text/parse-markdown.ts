import type { Inline, ListItem, Part } from "./inline.ts";

/** Reads the Markdown that a `markdown` block holds: headings, lists, tables, code, quotes, emphasis, links. */
export function parseMarkdown(source: string): readonly Part[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const parts: Part[] = [];
  let at = 0;
  while (at < lines.length) {
    const [part, next] = partAt(lines, at);
    if (part !== undefined) parts.push(part);
    at = next;
  }
  return parts;
}

const listItem = /^(\s*)(?:([-*+])|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const tableRule = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

function partAt(lines: readonly string[], at: number): readonly [Part | undefined, number] {
  const line = lines[at] ?? "";
  if (line.trim() === "") return [undefined, at + 1];
  if (/^\s*(```|~~~)/.test(line)) return fenced(lines, at);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading !== null)
    return [{ kind: "heading", level: heading[1]?.length ?? 1, children: inline(heading[2] ?? "") }, at + 1];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [{ kind: "rule" }, at + 1];
  if (line.startsWith(">")) return taken(lines, at, (each) => each.startsWith(">"), quote);
  if (listItem.test(line)) return taken(lines, at, (each) => listItem.test(each), list);
  if (line.includes("|") && tableRule.test(lines[at + 1] ?? "") && (lines[at + 1] ?? "").includes("-"))
    return taken(lines, at, (each) => each.includes("|"), table);
  return taken(lines, at, isPlain, paragraph);
}

function taken(
  lines: readonly string[],
  at: number,
  belongs: (line: string) => boolean,
  make: (own: readonly string[]) => Part,
): readonly [Part, number] {
  let end = at + 1;
  while (end < lines.length && belongs(lines[end] ?? "")) end += 1;
  return [make(lines.slice(at, end)), end];
}

function isPlain(line: string): boolean {
  return line.trim() !== "" && !/^(#{1,6}\s|>|\s*(```|~~~))/.test(line) && !listItem.test(line);
}

function fenced(lines: readonly string[], at: number): readonly [Part, number] {
  const fence = /^\s*(```|~~~)/.exec(lines[at] ?? "")?.[1] ?? "```";
  let end = at + 1;
  while (end < lines.length && !lines[end]?.trim().startsWith(fence)) end += 1;
  return [{ kind: "pre", text: lines.slice(at + 1, end).join("\n") }, end + 1];
}

function quote(lines: readonly string[]): Part {
  return { kind: "quote", children: inline(lines.map((line) => line.replace(/^> ?/, "")).join("\n")) };
}

function paragraph(lines: readonly string[]): Part {
  return { kind: "paragraph", children: inline(lines.join("\n")) };
}

function list(lines: readonly string[]): Part {
  const items = lines.map((line): ListItem => {
    const [, space = "", , box, text = ""] = listItem.exec(line) ?? [];
    return {
      indent: Math.min(8, Math.floor(space.length / 2)),
      children: inline(text),
      ...(box === undefined ? {} : { done: box !== " " }),
    };
  });
  return { kind: "list", ordered: /^\s*\d/.test(lines[0] ?? ""), items };
}

function table(lines: readonly string[]): Part {
  const rows = lines.filter((_, at) => at !== 1).map((line) => line.replace(/^\s*\||\|\s*$/g, "").split("|"));
  return { kind: "table", rows: rows.map((row) => row.map((cell) => inline(cell.trim()))) };
}

const patterns: readonly (readonly [RegExp, (found: RegExpExecArray) => Inline])[] = [
  [/\\([\\`*_{}[\]()#+\-.!|<>~])/y, ([, sign = ""]) => ({ kind: "text", text: sign })],
  [/(`+)(.+?)\1/y, ([, , text = ""]) => ({ kind: "code", children: [{ kind: "text", text: text.trim() }] })],
  [/\*\*(?=\S)(.+?\S|\S)\*\*/y, ([, text = ""]) => ({ kind: "bold", children: inline(text) })],
  [/\*(?=[^\s*])([^*\n]*[^\s*])\*/y, ([, text = ""]) => ({ kind: "italic", children: inline(text) })],
  [/(?<!\w)_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)/y, ([, text = ""]) => ({ kind: "italic", children: inline(text) })],
  [/~~(.+?)~~/y, ([, text = ""]) => ({ kind: "strike", children: inline(text) })],
  [/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/y, ([, text = "", url = ""]) => ({ kind: "link", url, children: inline(text) })],
  [/https?:\/\/[^\s<>)]+[^\s<>).,;:!?]/y, ([url]) => ({ kind: "link", url, children: [{ kind: "text", text: url }] })],
  [/:([a-z0-9_+-]+):/y, ([, name = ""]) => ({ kind: "emoji", name })],
  [/\n/y, () => ({ kind: "break" })],
];

function inline(source: string): readonly Inline[] {
  const found: Inline[] = [];
  let plain = "";
  for (let at = 0; at < source.length; ) {
    const match = matchAt(source, at);
    if (match === undefined) {
      plain += source[at];
      at += 1;
      continue;
    }
    if (plain !== "") found.push({ kind: "text", text: plain });
    plain = "";
    found.push(match[0]);
    at = match[1];
  }
  if (plain !== "") found.push({ kind: "text", text: plain });
  return found;
}

function matchAt(source: string, at: number): readonly [Inline, number] | undefined {
  for (const [pattern, make] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) return [make(match), at + match[0].length];
  }
  return undefined;
}
