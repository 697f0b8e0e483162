import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Section } from "../block.ts";
import { plain } from "../line.ts";
import { otherFlows } from "../report/other-flows.ts";
import { way } from "../report/way.ts";
import { dataAge } from "./data-age.ts";
import type { AnswerContext } from "./diagnosis-message.ts";
import { messageOf } from "./message-of.ts";
import { pairIn } from "./pair-in.ts";
import type { Part } from "./part.ts";
import { sectionRows } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";
import { spokenVerdict } from "./spoken.ts";
import { stationRows } from "./station-rows.ts";

/** What decides each station, at most. */
const fewPieces = 2;

/** The path of the request, drawn, with what decides each station; its stations in words for whoever hears it. A long one goes on in the thread. */
export function pathMessage(diagnosis: Diagnosis, { cluster, visibleTo }: PathContext): SlackMessage {
  const pair = pairIn(diagnosis, cluster);
  const sections = way(diagnosis, false, fewPieces);
  const others = otherFlows(diagnosis);
  const drawn = sections.map((section) => ({ ...part(section, 0), read: stationRows(section) }));
  const rest = others.map((section) => part(section, 1));
  return messageOf({
    title: `Path: ${pair}`,
    about: `Path of ${pair}`,
    spoken: [spokenVerdict(pair, diagnosis.verdict)],
    parts: [...drawn, ...rest],
    notes: [dataAge(diagnosis.observedAt, diagnosis.stats.apiCalls)],
    rest: visibleTo === "channel" ? "thread" : "messages",
  });
}

/** Where a part of an answer is shown. */
export type PathContext = Pick<AnswerContext, "cluster" | "visibleTo">;

function part(section: Section, rank: number): Part {
  return { title: plain(section.title ?? []), rank, rows: sectionRows([section]) };
}
