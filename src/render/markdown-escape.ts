import { safe } from "./safe.ts";

const zeroWidth = "&#8203;";
const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", $: "&#36;" };
const linkStart = /:(?=\/\/)|\b(?:www|mailto|xmpp)(?=[.:])|\bGH(?=-\d)/gi;
const emoji = /:(?=[\w+\\-]*[a-z+-][\w+\\-]*:|100:|1234:)/gi;

/**
 * Text that GitHub and its like show as it is: no formatting, link, HTML, mention, reference, emoji or formula comes
 * of it. What Markdown cannot escape (`@`, `#1`, `://`) is broken by a character that nobody sees.
 */
export function markdownEscape(text: string): string {
  return safe(text)
    .replace(/[\\`*_[\]{}~|]/g, "\\$&")
    .replace(/[<>&$]/g, (character) => entities[character] ?? character)
    .replace(/!(?=\\\[)/g, "\\!")
    .replace(/(?<![&])[@#!%~](?=[\p{L}\p{N}\\"'])/gu, (character) => `${character}${zeroWidth}`)
    .replace(linkStart, `$&${zeroWidth}`)
    .replace(emoji, `:${zeroWidth}`);
}

/** A line whose beginning makes it no heading, list, rule or command of a bot. */
export function markdownLine(line: string): string {
  return line.replace(/^(?=[-+](?: |$)|-{2}|=+ *$|#+(?: |$)|\/\p{L})/u, "\\").replace(/^(\d+)(?=[.)])/, "$1\\");
}
