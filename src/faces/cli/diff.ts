import { diffOf } from "../../follow/diff-of.ts";
import { diffJsonText } from "../../render/diff-json.ts";
import { diffPage } from "../../render/diff-page.ts";
import { fileSource } from "../../source/files/file-source.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import { answered } from "./answered.ts";
import type { DiffCommand } from "./command.ts";
import type { Io } from "./io.ts";
import { printPage } from "./print-page.ts";
import { statusOf } from "./status-of.ts";

/** Asks one question of two snapshots and prints what is different. The status is that of the second answer. */
export async function diff({ before, after, question, playbook, ...print }: DiffCommand, io: Io): Promise<number> {
  const began = performance.now();
  const checks = playbookNamed(playbook);
  const [old, now] = await Promise.all(
    [before, after].map((path) => answered(question, checks, fileSource({ paths: [path] }))),
  );
  if (old === undefined || now === undefined) throw new RangeError("two were asked");
  const found = diffOf(old, now);
  printPage(diffPage(found, print), () => diffJsonText(found), print.output, io);
  if (print.verbose) io.err(`in all ${Math.round(performance.now() - began)} ms\n`);
  return statusOf(now.diagnosis.verdict);
}
