import { answer } from "../../diagnose/answer.ts";
import { resolveScope } from "../../diagnose/resolve-scope.ts";
import { createMesh } from "../../mesh/create-mesh.ts";
import type { Question } from "../../model/question.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { counted } from "../../render/counted.ts";
import { safe } from "../../render/safe.ts";
import { shellWord } from "../../render/shell-word.ts";
import { reduceSecrets } from "../../source/access-log/reduce-secrets.ts";
import { recordedQuestion, recordedText } from "../../source/recorded/recorded-question.ts";
import { refuseTaken, type SavedSnapshot, saveSnapshot } from "../../source/recorded/save-snapshot.ts";
import { snapshotFiles } from "../../source/recorded/snapshot-files.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import { asking } from "./asking.ts";
import type { SnapshotCommand } from "./command.ts";
import { exit, type Io } from "./io.ts";

/** Writes what is read for a question, so that it can be asked again elsewhere and later. */
export async function snapshot(command: SnapshotCommand, io: Io): Promise<number> {
  const began = performance.now();
  const { folder, force, verbose } = command;
  refuseTaken(folder, { force });
  return asking(command, io, async ({ source, observer, namespace }) => {
    const asked = namespace === undefined ? command.asked : { namespace, ...command.asked };
    const read = await source.read(asked, observer);
    const said = saidOf(asked, read);
    const saved = saveSnapshot(folder, snapshotFiles(read, asked), { force });
    io.out(report({ asked, folder }, read, saved, said));
    if (verbose) io.err(`in all ${Math.round(performance.now() - began)} ms\n`);
    return exit.healthy;
  });
}

/**
 * What a pair's question is answered with now. A question that cannot be asked is not worth a snapshot.
 * @throws MeshError UNKNOWN_NAME or AMBIGUOUS_NAME
 */
function saidOf(asked: Question | Scope, read: Snapshot): string | undefined {
  if (!isScope(asked)) {
    const { verdict, summary } = answer(asked, playbookNamed("why"), read);
    return `${verdict}: ${summary}`;
  }
  if (asked.everywhere !== true) resolveScope(createMesh(read), asked);
  return undefined;
}

function report(
  { asked, folder }: Pick<SnapshotCommand, "asked" | "folder">,
  { at, gaps, loggedPods }: Snapshot,
  { files, objects, logLines, bytes, reduced }: SavedSnapshot,
  said: string | undefined,
): string {
  const logs =
    loggedPods.length === 0 ? "no log" : `${counted(logLines, "log line")} of ${counted(loggedPods.length, "pod")}`;
  const lines = [
    `✓ wrote ${folder}: ${recordedText(recordedQuestion(asked))}, as of ${at}`,
    `  ${counted(objects, "object")} and ${logs}, in ${counted(files, "file")} of ${sizeText(bytes)}`,
    ...(said === undefined ? [] : [`  answer now: ${said}`]),
    ...(gaps.length === 0
      ? []
      : [
          `  not read: ${gaps
            .slice(0, 5)
            .map(({ what }) => what)
            .join(", ")}${gaps.length > 5 ? ` and ${gaps.length - 5} more` : ""}`,
        ]),
    "  left out: values of Secrets; variables, arguments, annotations and ConfigMaps that no answer needs;",
    `            log lines that are none of an access log${reduced === 0 ? "" : `; secrets in ${counted(reduced, "log line")}`}`,
    "Ask again with",
    ...again(asked, folder).map((command) => `  ${command}`),
  ];
  return `${lines.map((line) => safe(reduceSecrets(line))).join("\n")}\n`;
}

function again(asked: Question | Scope, folder: string): readonly string[] {
  const hosts = isScope(asked) ? [] : asked.headers.filter(({ name }) => name === "host");
  const where = [
    ...(asked.namespace === undefined ? [] : [`-n ${shellWord(asked.namespace)}`]),
    ...hosts.map(({ value }) => `-H ${shellWord(`host: ${value}`)}`),
    `--snapshot ${shellWord(folder)}`,
  ].join(" ");
  if (!isScope(asked)) return [`mesh why ${shellWord(asked.from)} ${shellWord(asked.to)} ${where}`];
  if (asked.everywhere === true) return [`mesh why FROM TO ${where}`];
  return asked.of.map((of) => `mesh health ${shellWord(of)} ${where}`);
}

function sizeText(bytes: number): string {
  if (bytes < 1 << 20) return `${Math.max(1, Math.round(bytes / 1024))} KiB`;
  return `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}
