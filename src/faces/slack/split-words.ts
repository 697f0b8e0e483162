/**
 * The words of a command as people type them in Slack: quoted ones are one word, with straight or curly quotes; what
 * Slack made of links, mentions and of `&`, `<`, `>` is undone; arrows between words are dropped.
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [, quoted, curly, plain] of plainText(text).matchAll(/"([^"]*)"|[“”]([^“”]*)[“”]|(\S+)/g)) {
    const word = quoted ?? curly ?? plain ?? "";
    if (!arrows.has(word)) words.push(word);
  }
  return words;
}

const arrows: ReadonlySet<string> = new Set(["->", "→", "=>", "-->"]);

/** `<http://payment.shop|payment.shop>` was typed as `payment.shop`, `<mailto:a@b|a@b>` as `a@b`. */
function plainText(text: string): string {
  return text
    .replace(/<(?:https?|mailto|tel):[^<>|]*\|([^<>]*)>/g, "$1")
    .replace(/<((?:https?:)[^<>|]*)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "");
}
