import { safe } from "./safe.ts";

/** Text as a code span, delimited so that nothing in it can end the span. */
export function codeSpan(text: string): string {
  const content = safe(text);
  if (content.trim() === "") return `\`"${content}"\``;
  const ticks = "`".repeat(longestRun(content) + 1);
  const pad = content.startsWith("`") || content.endsWith("`") ? " " : "";
  return `${ticks}${pad}${content}${pad}${ticks}`;
}

/** Lines as a fenced block, delimited so that nothing in them can end the block. */
export function codeBlock(lines: readonly string[], language: string): string[] {
  const content = lines.map(safe);
  const fence = "`".repeat(Math.max(3, ...content.map((text) => longestRun(text) + 1)));
  return [`${fence}${language}`, ...content, fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
