import { isShape } from "../blocks/rule.ts";
import { textLength } from "../blocks/text-length.ts";
import { newBlocks, validateBlocks } from "../blocks/validate-blocks.ts";
import type { Slack } from "../slack.ts";
import type { BlockJson } from "../wire.ts";
import { type Arguments, json, text } from "./arguments.ts";
import { Refusal, refusalOf } from "./refusal.ts";

/** What a message is to say, found right. */
export interface Content {
  readonly text: string;
  /** Absent: none were given. */
  readonly blocks?: readonly BlockJson[];
}

/** Slack cuts the text of a message here. */
const textCut = 40_000;
/** More text than this in all blocks together is refused, though every block is within its limits. */
const textOfBlocks = 13_200;

/** Reads `text`, `blocks` and `markdown_text`, and refuses what Slack would refuse. */
export function contentOf(slack: Slack, given: Arguments, mostText = Number.POSITIVE_INFINITY): Content {
  const blocks = blocksOf(slack, given);
  const markdown = text(given, "markdown_text");
  if (markdown !== undefined) return fromMarkdown(markdown, given, blocks);
  const said = text(given, "text") ?? "";
  if (said.length > mostText) throw new Refusal("msg_too_long");
  if (said.trim() === "" && (blocks === undefined || blocks.length === 0)) throw new Refusal("no_text");
  return { text: said.slice(0, textCut), ...(blocks === undefined ? {} : { blocks }) };
}

/** Types of blocks that this workspace does not have, by the switch. */
export function refusedBlocks(slack: Slack): readonly string[] {
  return slack.faults.switches().refuseNewBlocks ? newBlocks : [];
}

function fromMarkdown(markdown: string, given: Arguments, blocks: readonly BlockJson[] | undefined): Content {
  if (text(given, "text") !== undefined || blocks !== undefined) throw new Refusal("markdown_text_conflict");
  if (markdown.length > 12_000) throw new Refusal("msg_too_long");
  if (markdown.trim() === "") throw new Refusal("no_text");
  return { text: markdown, blocks: [{ type: "markdown", text: markdown }] };
}

function blocksOf(slack: Slack, given: Arguments): readonly BlockJson[] | undefined {
  const value = json(given, "blocks", "invalid_blocks_format");
  if (value === undefined || value === null || value === "") return undefined;
  if (!Array.isArray(value) || !value.every(isShape)) throw new Refusal("invalid_blocks_format");
  const problems = validateBlocks(value, "message", "/blocks", refusedBlocks(slack));
  if (problems.length > 0) throw refusalOf("invalid_blocks", problems);
  if (textLength(value) > textOfBlocks) throw new Refusal("msg_blocks_too_long");
  return value;
}
