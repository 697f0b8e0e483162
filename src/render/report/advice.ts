import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Item, Section } from "../block.ts";
import { evidenceLine } from "../evidence-line.ts";
import { line, toned } from "../line.ts";

/** What is worth doing although simulation cannot prove it. */
export function advice({ advice }: Diagnosis, details: boolean): Section[] {
  if (advice.length === 0) return [];
  const items = advice.map(
    ({ summary, why, evidence, command }): Item => ({
      line: line(summary, why === undefined ? undefined : toned("dim", ` (${why})`)),
      below: details ? (evidence ?? []).map((piece) => evidenceLine(piece, { whole: true })) : [],
      ...(command === undefined ? {} : { commands: [command] }),
    }),
  );
  return [{ title: line("Advice", toned("dim", ", not proven")), blocks: [{ kind: "list", items }] }];
}
