import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Fix } from "../../model/fix.ts";
import type { Block, Fact, Section } from "../block.ts";
import { changeDiff } from "../change-diff.ts";
import { firstFew } from "../first-few.ts";
import { line, toned } from "../line.ts";
import { proof } from "../proof.ts";

const mostEffects = 6;

/** The fix that simulation has proven, ready to paste, and how to undo it; or that there is none. */
export function repair({ culprit, findings, verdict }: Diagnosis): Section[] {
  if (culprit === undefined) return [];
  const fix = findings[0]?.fix;
  if (fix !== undefined) return [{ title: line("Fix", toned("dim", `, ${proof(fix)}`)), blocks: blocks(fix) }];
  if (verdict === "healthy") return [];
  const none =
    findings[0]?.layer === "application"
      ? "Not in the mesh: it delivers, and the application has to be mended."
      : "None could be proven by simulation.";
  return [{ title: line("Fix"), blocks: [{ kind: "prose", text: line(none) }] }];
}

function blocks(fix: Fix): Block[] {
  return [
    { kind: "lines", lines: [line(toned("strong", fix.summary))] },
    { kind: "facts", facts: facts(fix) },
    ...fix.changes.map((change): Block => ({ kind: "diff", rows: changeDiff(change) })),
    ...commands("Run", fix.command),
    ...commands("Then", fix.after),
    ...commands("Undo", fix.undo),
  ];
}

function facts({ outcome, sideEffects, managedBy, weakens }: Fix): Fact[] {
  const effects = firstFew(sideEffects, mostEffects, (count) => `… and ${count} more`);
  return [
    { label: "then", lines: [line(outcome)] },
    ...(effects.length === 0 ? [] : [{ label: "side effects", lines: effects.map((text) => line(text)) }]),
    ...(weakens === true
      ? [{ label: "beware", lines: [line("it weakens mTLS or admits more than this caller")] }]
      : []),
    ...(managedBy === undefined
      ? []
      : [{ label: "where", lines: [line(managedBy, ": a patch in the cluster would be reverted")] }]),
  ];
}

function commands(label: string, commands: readonly string[]): Block[] {
  return commands.length === 0 ? [] : [{ kind: "commands", label, commands }];
}
