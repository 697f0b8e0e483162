import type { Diagnosis } from "../../model/diagnosis.ts";
import { jsonText } from "../../render/json.ts";
import { toMarkdown } from "../../render/markdown.ts";
import { toText } from "../../render/text.ts";
import type { Io } from "./io.ts";
import type { Output } from "./output-from.ts";

const narrowest = 40;
const widest = 120;

/** Prints a diagnosis in the form that was asked for. */
export function printDiagnosis(
  diagnosis: Diagnosis,
  { output, details }: { readonly output: Output; readonly details: boolean },
  io: Io,
): void {
  switch (output) {
    case "json":
      io.out(jsonText(diagnosis));
      return;
    case "markdown":
      io.out(toMarkdown(diagnosis));
      return;
    case "text":
      io.out(
        toText(diagnosis, {
          width: Math.max(narrowest, Math.min(io.columns ?? 80, widest)),
          color: io.isTerminal && !io.noColor,
          details,
        }),
      );
  }
}
