import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Section } from "../block.ts";
import { line, toned } from "../line.ts";
import { glyph } from "../mark.ts";

/** The cause in a sentence, and whether it may be gone in a minute. */
export function cause({ summary, maySettle }: Diagnosis): Section {
  const settles = line(glyph("warn"), " ", toned("strong", "may settle: "), maySettle);
  return {
    blocks: [
      { kind: "prose", text: line(toned("strong", sentence(summary))) },
      ...(maySettle === undefined ? [] : [{ kind: "lines" as const, lines: [settles] }]),
    ],
  };
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
