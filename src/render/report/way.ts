import type { Diagnosis } from "../../model/diagnosis.ts";
import { type Flow, flowText } from "../../model/flow.ts";
import type { Section } from "../block.ts";
import { fold } from "../fold.ts";
import { type Line, line, toned } from "../line.ts";
import { prune } from "../prune.ts";
import { tree } from "../tree.ts";

const proofPieces = 3;
const allPieces = 20;

/**
 * The path of the request that the verdict rests on; with what decides each station where all is well, as the proof, or
 * where `pieces` says how much of it is wanted.
 */
export function way({ traces, verdict }: Diagnosis, details: boolean, pieces?: number): Section[] {
  const trace = traces[0];
  if (trace === undefined) return [];
  const proves = verdict === "healthy" || (pieces ?? 0) > 0;
  const picture = prune(fold(trace.start, { exact: details }));
  const evidence = pieces ?? (details ? allPieces : proves ? proofPieces : 0);
  return [
    {
      title: line(`The way of ${flowText(trace.flow)}${proves ? ", and what decides it" : ""}`),
      blocks: [
        { kind: "lines", lines: remarks(trace.flow) },
        { kind: "drawing", rows: tree(picture, { evidence, whole: details }) },
      ],
    },
  ];
}

function remarks({ named, chosenBecause, headers }: Flow): Line[] {
  const sent = headers.map(({ name, value }) => `${name}: ${value}`).join(", ");
  return [
    ...(named ? [] : [line(toned("dim", `chosen: ${chosenBecause}`))]),
    ...(sent === "" ? [] : [line(toned("dim", `with ${sent}`))]),
  ];
}
