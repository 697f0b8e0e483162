import type { Severity } from "../../model/check.ts";
import type { Diagnosis, Finding } from "../../model/diagnosis.ts";
import { isZero } from "../../model/fraction.ts";
import { percent } from "../../model/percent.ts";
import { refText } from "../../model/ref.ts";
import type { Item, Section } from "../block.ts";
import { evidenceLine, placed } from "../evidence-line.ts";
import { firstFew } from "../first-few.ts";
import { type Line, line, toned } from "../line.ts";
import type { Mark } from "../mark.ts";
import { moreItem } from "../more-item.ts";
import { proof } from "../proof.ts";

const marks: Readonly<Record<Severity, Mark>> = { error: "bad", warning: "warn", info: "none" };
const words: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };
const mostFindings = 8;

/** What else was found: first what would stop the request next, then what is worth knowing. */
export function obstacles({ culprit, findings }: Diagnosis, details: boolean): Section[] {
  const others = culprit === undefined ? findings : findings.slice(1);
  const told = culprit === undefined ? [] : commandsOf(findings[0]);
  return [
    ...section("Next obstacles", others.filter(isError)),
    ...section(
      "Also noted",
      others.filter((finding) => !isError(finding)),
    ),
  ];

  function section(title: string, findings: readonly Finding[]): Section[] {
    if (findings.length === 0) return [];
    const items = findings.map((finding) => item(finding, told, details));
    const shown = details ? items : firstFew(items, mostFindings, moreItem);
    return [{ title: line(title), blocks: [{ kind: "list", items: shown }] }];
  }
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}

function item(finding: Finding, told: readonly string[], details: boolean): Item {
  const { severity, summary, share, evidence, resource, fix } = finding;
  const hurts = severity === "info" || isZero(share) ? "" : `, ${percent(share)} of requests`;
  return {
    mark: marks[severity],
    line: line(`${words[severity]}${hurts}: `, summary),
    below: [
      resourceLine(finding),
      ...(details ? evidence.map((piece) => evidenceLine(piece, { ref: resource, whole: true })) : []),
      ...(fix === undefined ? [] : [line(`fix, ${proof(fix)}: ${fix.summary}; ${fix.outcome}`)]),
    ],
    commands: commandsOf(finding).filter((command) => !told.includes(command)),
  };
}

function resourceLine({ resource, sameAs }: Finding): Line {
  return line(
    refText(resource),
    resource.path === "" ? undefined : toned("code", ` ${resource.path}`),
    placed(resource),
    sameAs.length === 0 ? undefined : toned("dim", `   known as ${sameAs.join(", ")}`),
  );
}

function commandsOf(finding: Finding | undefined): readonly string[] {
  return finding?.fix === undefined ? [] : [...finding.fix.command, ...finding.fix.after];
}
