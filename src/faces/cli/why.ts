import { diagnose } from "../../diagnose/diagnose.ts";
import type { Diagnosis } from "../../model/diagnosis.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { jsonText } from "../../render/json.ts";
import { toMarkdown } from "../../render/markdown.ts";
import { toText } from "../../render/text.ts";
import { fileSource } from "../../source/files/file-source.ts";
import type { Output, Why } from "./command-from.ts";
import { exit, type Io } from "./io.ts";
import { playbookNamed } from "./playbook-named.ts";

/** Answers one question and prints the diagnosis. */
export async function why(command: Why, io: Io): Promise<number> {
  if (command.snapshots.length === 0) {
    throw new MeshError(
      "USAGE",
      "Cannot answer: no snapshot is named",
      "Add --snapshot DIR (files as kubectl get -o yaml prints them), or try mesh demo.",
    );
  }
  const began = performance.now();
  const playbook = playbookNamed(command.playbook);
  const source = fileSource({
    paths: command.snapshots,
    stdin: io.stdin,
    ...(command.at === undefined ? {} : { at: command.at }),
  });
  const read = { until: 0 };
  const diagnosis = await diagnose(command.question, playbook, source, () => {
    read.until = performance.now();
  });
  print(diagnosis, command, io);
  if (command.verbose)
    io.err(
      `read ${Math.round(read.until - began)} ms, in all ${Math.round(performance.now() - began)} ms, ${Math.round(process.memoryUsage.rss() / 1e6)} MB\n`,
    );
  return statusOf(diagnosis);
}

export function print(
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
          width: Math.max(40, Math.min(io.columns ?? 80, 120)),
          color: io.isTerminal && !io.noColor,
          details,
        }),
      );
  }
}

function statusOf({ verdict }: Diagnosis): number {
  switch (verdict) {
    case "healthy":
      return exit.healthy;
    case "unknown":
      return exit.unknown;
    default:
      return exit.hurt;
  }
}
