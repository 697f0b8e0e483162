import type { SlackMessage } from "../../render/slack/slack-message.ts";

/** A message as it is sent. */
export interface Form {
  readonly text: string;
  readonly blocks: SlackMessage["blocks"];
}

/** A message in its forms, the newest first; the last is text alone, which every workspace takes. */
export function formsOf({ text: whole, blocks, classic }: SlackMessage): readonly Form[] {
  // A long text is no reason to do without blocks: they say all of it.
  const text = shortened(whole);
  return [
    ...(blocks.length > 0 ? [{ text, blocks }] : []),
    ...(classic === undefined ? [] : [{ text, blocks: classic }]),
    // A message that is changed keeps its blocks where none are given.
    { text, blocks: [] },
  ];
}

function shortened(text: string): string {
  const points = [...text];
  return points.length <= longestText
    ? text
    : `${points.slice(0, longestText).join("")}… (cut here: Slack takes no more)`;
}

/** In code points: Slack cuts a longer one. */
const longestText = 3900;
