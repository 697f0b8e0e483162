import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Section } from "../block.ts";
import { plain } from "../line.ts";
import { headline } from "../report/headline.ts";
import { otherFlows } from "../report/other-flows.ts";
import { way } from "../report/way.ts";
import { dataAge } from "./data-age.ts";
import type { AnswerContext } from "./diagnosis-message.ts";
import { messageOf } from "./message-of.ts";
import type { Part } from "./part.ts";
import { type Row, sectionRows } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";
import { spokenVerdict } from "./spoken.ts";

/** The path of the request, drawn; its stations in words for whoever hears it. A long one goes on in the thread. */
export function pathMessage(diagnosis: Diagnosis, { cluster, visibleTo }: PathContext): SlackMessage {
  const { pair } = headline(diagnosis);
  const sections = way(diagnosis, false);
  const others = otherFlows(diagnosis);
  const drawn = sections.map((section) => part(section, sectionRows([section]), 0));
  const rest = others.map((section) => part(section, sectionRows([section]), 1));
  return messageOf({
    title: `Path: ${pair} in ${cluster}`,
    about: `Path of ${pair} in ${cluster}`,
    spoken: [spokenVerdict(pair, cluster, diagnosis.verdict)],
    parts: [...drawn, ...rest],
    read: [...sections.map((section) => part(section, stations(section), 0)), ...rest],
    notes: [dataAge(diagnosis.observedAt)],
    rest: visibleTo === "channel" ? "thread" : "messages",
  });
}

/** Where a part of an answer is shown. */
export type PathContext = Pick<AnswerContext, "cluster" | "visibleTo">;

function part(section: Section, rows: readonly Row[], rank: number): Part {
  return { title: plain(section.title ?? []), rank, rows };
}

/** The drawing without its lines: `tls: mTLS (auto)`. */
function stations({ blocks }: Section): Row[] {
  return blocks.flatMap((block) => {
    if (block.kind !== "drawing") return [];
    return block.rows.map(({ station, line }): Row => {
      const name = station === undefined || station === "" ? "" : `${station}: `;
      return { kind: "item", depth: 0, line: [{ text: name }, ...line] };
    });
  });
}
