import { safe } from "../safe.ts";

/** What Slack's own markup needs: exactly these three. Source: docs.slack.dev, "Formatting message text". */
const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** Signs that format, and that no entity stands for, with signs that look alike and do not. */
const lookalikes: Readonly<Record<string, string>> = { "*": "∗", "~": "∼", "`": "ˋ" };
const borderUnderscore = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const emoji = /:(?=[\w+'-]*[a-z+'-][\w+'-]*:|100:|1234:)/gi;
const linkStart = /:(?=\/\/)|\b(?:www|mailto|tel)(?=[.:])/gi;

/** Text as Slack's markup shows it literally: `&`, `<` and `>` become entities, and nothing else changes. */
export function slackEntities(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}

/**
 * One line of text from anywhere, for Slack's markup: no mention, link, formatting or emoji comes of it, and what
 * hides or reorders text is made visible. Signs that markup cannot escape are replaced by ones that look alike, so
 * nothing that is to be copied belongs here.
 */
export function mrkdwnEscape(text: string): string {
  const plain = safe(text)
    .replace(linkStart, "[$&]")
    .replace(emoji, "∶")
    .replace(borderUnderscore, "ˍ")
    .replace(/[*~`]/g, (character) => lookalikes[character] ?? character);
  return slackEntities(plain);
}

/**
 * Lines as a block of code in Slack's markup, to be copied as they are; `undefined` where they hold a backtick, which
 * nothing can escape there.
 */
export function mrkdwnCode(lines: readonly string[]): string | undefined {
  if (lines.some((text) => text.includes("`"))) return undefined;
  return ["```", ...lines.map((text) => slackEntities(safe(text))), "```"].join("\n");
}

const [ampersand, less, greater] = [38, 60, 62];

/** How many characters Slack may count for a text: those with entities count as long as these are. */
export function slackLength(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === ampersand || code === less || code === greater) length += 4;
  }
  return length;
}

/** At most `most` characters of a text, counted as Slack does; what is left out is said at its end. */
export function clipped(text: string, most: number): string {
  if (slackLength(text) <= most) return text;
  let kept = "";
  let used = 0;
  const room = most - "… (1234567 more characters)".length;
  for (const character of text) {
    used += slackLength(character);
    if (used > room) break;
    kept += character;
  }
  return `${kept}… (${text.length - kept.length} more characters)`;
}
