import { address, boolean, byType, integer, list, number, object, oneOf, type Rule, string } from "./rule.ts";

const style = object({}, { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean });
const border = oneOf(0, 1);
const text = object({ type: oneOf("text"), text: string(1) }, { style });
const link = object({ type: oneOf("link"), url: string(1, 3000) }, { text: string(1), unsafe: boolean, style });

/** What stands in a line of rich text. */
const inline: Rule = byType({
  text,
  link,
  emoji: object({ type: oneOf("emoji"), name: string(1) }, { unicode: string(1), url: address(3000), style }),
  user: object({ type: oneOf("user"), user_id: string(1) }, { style }),
  usergroup: object({ type: oneOf("usergroup"), usergroup_id: string(1) }, { style }),
  channel: object({ type: oneOf("channel"), channel_id: string(1) }, { style }),
  team: object({ type: oneOf("team"), team_id: string(1) }, { style }),
  broadcast: object({ type: oneOf("broadcast"), range: oneOf("here", "channel", "everyone") }, { style }),
  color: object({ type: oneOf("color"), value: string(1) }, { style }),
  date: object(
    { type: oneOf("date"), timestamp: integer(0), format: string(1) },
    { url: address(3000), fallback: string(1), style },
  ),
});

const section = object({ type: oneOf("rich_text_section"), elements: list(inline) });

/** The parts of a `rich_text` block. */
const parts: Rule = byType({
  rich_text_section: section,
  rich_text_list: object(
    { type: oneOf("rich_text_list"), style: oneOf("bullet", "ordered"), elements: list(section, 1) },
    { indent: integer(0, 8), border, offset: number(0) },
  ),
  rich_text_quote: object({ type: oneOf("rich_text_quote"), elements: list(inline) }, { border }),
  rich_text_preformatted: object(
    { type: oneOf("rich_text_preformatted"), elements: list(byType({ text, link })) },
    { border, language: string(1) },
  ),
});

/** A `rich_text` block, as itself or inside another. */
export const richText: Rule = object(
  { type: oneOf("rich_text"), elements: list(parts, 1) },
  { block_id: string(1, 255) },
);
