import { safe } from "../../render/safe.ts";
import { lintSnapshot } from "../../source/files/lint-snapshot.ts";
import type { Lint } from "./command-from.ts";
import { exit, type Io } from "./io.ts";

/** Parses and validates every document of a snapshot, relevant to a question or not. */
export async function lint({ paths, output }: Lint, io: Io): Promise<number> {
  const report = await lintSnapshot(paths, io.stdin);
  if (output === "json") {
    io.out(`${JSON.stringify({ schema: "meshwhy.lint/v1", ...report }, null, 2)}\n`);
  } else {
    for (const { file, line, what, why } of report.problems)
      io.out(`✗ problem  ${safe(file)}:${line}  ${safe(what)}: ${safe(why)}\n`);
    io.out(
      `${report.problems.length === 0 ? "✓ ok" : `✗ ${report.problems.length} ${report.problems.length === 1 ? "problem" : "problems"}`}  ${report.objects} objects in ${report.files} files\n`,
    );
  }
  return report.problems.length === 0 ? exit.healthy : exit.hurt;
}
