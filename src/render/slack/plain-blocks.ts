import type { AlertBlock, ContextBlock, HeaderBlock, PlainTextElement } from "@slack/types";
import { safe } from "../safe.ts";
import { clipped } from "./slack-escape.ts";

const longestHeader = 150;
const longestAlert = 300;
const longestNote = 1200;

/** Text that Slack shows as it is: not even emoji names are read. At most `most` characters; the rest is said. */
export function plainText(text: string, most: number): PlainTextElement {
  return { type: "plain_text", text: text.trim() === "" ? "(blank)" : clipped(safe(text), most), emoji: false };
}

/** A heading. */
export function header(text: string): HeaderBlock {
  return { type: "header", text: plainText(text, longestHeader) };
}

/** Something that must not be overlooked. */
export function alert(text: string, level: NonNullable<AlertBlock["level"]>): AlertBlock {
  return { type: "alert", level, text: plainText(text, longestAlert) };
}

/** Small print, of at most ten pieces. */
export function notes(...texts: readonly string[]): ContextBlock {
  return { type: "context", elements: texts.map((text) => plainText(text, longestNote)) };
}
