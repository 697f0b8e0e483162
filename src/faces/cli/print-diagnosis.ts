import type { Diagnosis } from "../../model/diagnosis.ts";
import { jsonText } from "../../render/json.ts";
import { toMarkdown } from "../../render/markdown.ts";
import { toText } from "../../render/text.ts";
import type { Io } from "./io.ts";
import type { Output } from "./output-from.ts";
import { terminalOf } from "./terminal-of.ts";

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
          ...terminalOf(io),
          details,
        }),
      );
  }
}
