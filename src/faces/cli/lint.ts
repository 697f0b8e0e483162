import { MeshError } from "../../model/mesh-error.ts";
import { safe } from "../../render/safe.ts";
import { safeJson } from "../../render/safe-json.ts";
import { type LintReport, lintSnapshot } from "../../source/files/lint-snapshot.ts";
import type { Lint } from "./command.ts";
import { exit, type Io } from "./io.ts";

/**
 * Parses and validates every document of a snapshot, relevant to a question or not.
 * @throws MeshError EMPTY_INPUT where there is nothing to judge
 */
export async function lint({ paths, output, verbose }: Lint, io: Io): Promise<number> {
  const began = performance.now();
  const report = await lintSnapshot(paths, paths.includes("-") ? io.stdin : undefined);
  if (report.problems.length === 0 && report.objects === 0) throw nothingIn(paths, report);
  io.out(output === "json" ? safeJson({ schema: "meshwhy.lint/v1", ...report }) : lintText(report));
  if (verbose) io.err(`in all ${Math.round(performance.now() - began)} ms\n`);
  return report.problems.length === 0 ? exit.healthy : exit.hurt;
}

function lintText({ problems, objects, files, ignored }: LintReport): string {
  const sum = [
    `${count(objects, "object")} in ${count(files, "file")}`,
    ...(ignored === 0 ? [] : [`${count(ignored, "document")} of other kinds passed over`]),
  ].join(", ");
  const verdict = problems.length === 0 ? "✓ ok" : `✗ ${count(problems.length, "problem")}`;
  return `${[...problems.map(problemText), `${verdict}  ${sum}`].join("\n")}\n`;
}

/** What names the place again is left out. */
function problemText({ file, line, what, why }: LintReport["problems"][number]): string {
  const place = line === 0 ? file : `${file}:${line}`;
  const subject = what === place || what === file ? "" : `${what}: `;
  return `✗ problem  ${safe(place)}  ${safe(subject)}${safe(why)}`;
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

function nothingIn(paths: readonly string[], { files, ignored }: LintReport): MeshError {
  const why =
    files === 0
      ? "there is no file named *.yaml, *.yml or *.json"
      : `there is no Kubernetes object that meshwhy reads${ignored === 0 ? "" : `, but ${count(ignored, "document")} of other kinds`}`;
  return new MeshError(
    "EMPTY_INPUT",
    `Cannot lint ${paths.map((path) => `"${path}"`).join(", ")}: ${why}`,
    "Name the folder or the files that hold what kubectl get -o yaml printed.",
  );
}
