import { messageOf } from "./message-of.ts";
import { textRow, titleRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

/** What is being looked at, and how far that is. */
export interface Progress {
  /** `checkout → payment`; as typed, where the names are not resolved yet. */
  readonly pair: string;
  readonly cluster: string;
  /** `reading 102 objects`: what is done now. */
  readonly stage: string;
}

/** Says that work has begun, and what is being done; the answer is written over it. */
export function progressMessage({ pair, cluster, stage }: Progress): SlackMessage {
  const what = `Looking at ${pair} in ${cluster}`;
  const rows = [titleRow(what), textRow(`… ${stage}. The answer will stand here.`)];
  return messageOf({
    about: pair,
    spoken: [`${what}: ${stage}`],
    parts: [{ title: "Progress", untitled: true, rank: 0, rows }],
    read: [],
  });
}
