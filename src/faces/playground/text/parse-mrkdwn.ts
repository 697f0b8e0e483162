import type { Inline, Part } from "./inline.ts";

/** Reads Slack's mrkdwn: emphasis, code, quotes, `<…>` for links and mentions, and `&amp; &lt; &gt;`. */
export function parseMrkdwn(source: string): readonly Part[] {
  return source
    .split(/(```[\s\S]+?```)/)
    .flatMap((piece): readonly Part[] =>
      /^```[\s\S]+```$/.test(piece) ? [{ kind: "pre", text: preformatted(piece) }] : lines(piece),
    );
}

/** Reads one line of mrkdwn, as in a heading or a cell. */
export function parseInline(source: string): readonly Inline[] {
  return merged(inline(source));
}

/** Turns Slack's three entities back into the characters they stand for. */
function decodeEntities(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

const marks = { "*": "bold", _: "italic", "~": "strike" } as const;
const word = /[\p{L}\p{N}_]/u;
const emoji = /:([a-z0-9_+-]+):/y;
const bareLink = /https?:\/\/[^\s<>|*_~`]+[^\s<>|*_~`.,;:!?)\]'"]/y;

function lines(piece: string): readonly Part[] {
  const text = piece.replace(/^\n|\n$/g, "");
  if (text === "") return [];
  const parts: { quote: boolean; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const quote = /^(&gt;|>)/.test(line);
    const own = quote ? line.replace(/^(&gt;|>) ?/, "") : line;
    const last = parts.at(-1);
    if (last !== undefined && last.quote === quote) last.lines.push(own);
    else parts.push({ quote, lines: [own] });
  }
  return parts.map(({ quote, lines: own }) => ({
    kind: quote ? "quote" : "paragraph",
    children: merged(inline(own.join("\n"))),
  }));
}

function inline(source: string): readonly Inline[] {
  const found: Inline[] = [];
  let at = 0;
  while (at < source.length) {
    const [node, next] = nodeAt(source, at);
    found.push(node);
    at = next;
  }
  return found;
}

function nodeAt(source: string, at: number): readonly [Inline, number] {
  const sign = source[at] ?? "";
  if (sign === "\n") return [{ kind: "break" }, at + 1];
  return (
    (sign === "<" ? angled(source, at) : undefined) ??
    (sign === "`" ? code(source, at) : undefined) ??
    (sign === ":" ? emojiAt(source, at) : undefined) ??
    (sign === "h" ? linkAt(source, at) : undefined) ??
    (sign in marks ? emphasis(source, at, sign as keyof typeof marks) : undefined) ?? [
      { kind: "text", text: sign },
      at + 1,
    ]
  );
}

function emphasis(source: string, at: number, sign: keyof typeof marks): readonly [Inline, number] | undefined {
  const before = source[at - 1];
  const after = source[at + 1];
  if (before !== undefined && (word.test(before) || before === sign)) return undefined;
  if (after === undefined || /\s/.test(after) || after === sign) return undefined;
  for (let end = at + 1; end < source.length; ) {
    const here = source[end];
    if (here === "\n") return undefined;
    if (here === sign && closes(source, end, sign))
      return [{ kind: marks[sign], children: merged(inline(source.slice(at + 1, end))) }, end + 1];
    end = here === "<" || here === "`" ? nodeAt(source, end)[1] : end + 1;
  }
  return undefined;
}

function closes(source: string, at: number, sign: string): boolean {
  const before = source[at - 1] ?? " ";
  const after = source[at + 1];
  return !/\s/.test(before) && (after === undefined || (!word.test(after) && after !== sign) || after === "_");
}

function code(source: string, at: number): readonly [Inline, number] | undefined {
  const end = source.indexOf("`", at + 1);
  const inside = source.slice(at + 1, end);
  if (end < 0 || inside.trim() === "" || inside.includes("\n")) return undefined;
  const children: Inline[] = [];
  for (let inner = 0; inner < inside.length; ) {
    const [node, next] = (inside[inner] === "<" ? angled(inside, inner) : undefined) ?? [
      { kind: "text", text: inside[inner] ?? "" } as const,
      inner + 1,
    ];
    children.push(node);
    inner = next;
  }
  return [{ kind: "code", children: merged(children) }, end + 1];
}

function emojiAt(source: string, at: number): readonly [Inline, number] | undefined {
  emoji.lastIndex = at;
  const name = emoji.exec(source)?.[1];
  return name === undefined ? undefined : [{ kind: "emoji", name }, emoji.lastIndex];
}

function linkAt(source: string, at: number): readonly [Inline, number] | undefined {
  if (word.test(source[at - 1] ?? " ")) return undefined;
  bareLink.lastIndex = at;
  const url = bareLink.exec(source)?.[0];
  if (url === undefined) return undefined;
  const shown = decodeEntities(url);
  return [{ kind: "link", url: shown, children: [{ kind: "text", text: shown }] }, bareLink.lastIndex];
}

/** `<@U…>`, `<#C…|name>`, `<!here>`, `<!subteam^S…|@name>`, `<!date^…|fallback>`, `<url|label>`. */
function angled(source: string, at: number): readonly [Inline, number] | undefined {
  const end = source.indexOf(">", at);
  if (end < 0) return undefined;
  const [target = "", ...rest] = source.slice(at + 1, end).split("|");
  const label = rest.length > 0 ? decodeEntities(rest.join("|")) : undefined;
  const node = reference(decodeEntities(target), label);
  return node === undefined ? undefined : [node, end + 1];
}

function reference(target: string, label: string | undefined): Inline | undefined {
  if (/^@[UW]/.test(target)) return { kind: "user", id: target.slice(1) };
  if (target.startsWith("#")) return { kind: "channel", id: target.slice(1), name: label ?? "" };
  if (target.startsWith("!subteam^"))
    return { kind: "group", id: target.slice(9), name: label?.replace(/^@/, "") ?? "" };
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: "broadcast", range: target.slice(1) };
  if (target.startsWith("!")) return { kind: "text", text: label ?? "" };
  if (!/^(https?:\/\/|mailto:)/.test(target)) return undefined;
  return { kind: "link", url: target, children: [{ kind: "text", text: label ?? target }] };
}

function preformatted(piece: string): string {
  return decodeEntities(
    piece
      .slice(3, -3)
      .replace(/^\n/, "")
      .replace(/<(https?:[^|>]+)(?:\|([^>]*))?>/g, "$1"),
  );
}

/** Neighbouring characters as one text, with the entities decoded. */
function merged(nodes: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.kind === "text" && last?.kind === "text")
      joined[joined.length - 1] = { kind: "text", text: last.text + node.text };
    else joined.push(node);
  }
  return joined.map((node) => (node.kind === "text" ? { kind: "text", text: decodeEntities(node.text) } : node));
}
