import type { Excerpt } from "../model/excerpt.ts";

/** The lines of an excerpt with a comment on the one to look at: still YAML. */
export function markedYaml(excerpt: Excerpt): string[] {
  return excerpt.map(({ text, marked }) => {
    if (!marked) return text;
    return isComment(text) ? `${text}  ← here` : `${text}  # ← here`;
  });
}

function isComment(text: string): boolean {
  return /^ *(?:- )*#/.test(text);
}
