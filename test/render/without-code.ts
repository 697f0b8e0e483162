import { expect } from "vitest";

/** Markdown without fenced blocks and code spans, whose delimiters are as long as their content needs. */
export function withoutCode(text: string): string {
  const kept: string[] = [];
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const mark = /^ *(`{3,})[^`]*$/.exec(line)?.[1];
    if (fence === undefined && mark === undefined) kept.push(line);
    else if (fence === undefined) fence = mark;
    else if (line.trim() === fence) fence = undefined;
  }
  expect(fence).toBeUndefined();
  return kept.map((line) => line.replaceAll(/(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g, "CODE")).join("\n");
}
