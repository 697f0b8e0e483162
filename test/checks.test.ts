/** Every check on the cases beside it, through the whole pipeline; and the rules about checks. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checks } from "../src/checks/all.ts";
import { answer } from "../src/diagnose/answer.ts";
import type { Check, Need } from "../src/model/check.ts";
import { stepIds } from "../src/model/check.ts";
import type { Diagnosis } from "../src/model/diagnosis.ts";
import { refText } from "../src/model/ref.ts";
import { builtIn } from "../src/playbook/built-in.ts";
import { parsePlaybook } from "../src/playbook/parse-playbook.ts";
import { toText } from "../src/render/text.ts";
import { caseSnapshot } from "./checks/case-snapshot.ts";
import { type CheckCase, parseCase } from "./checks/parse-case.ts";

const root = join(import.meta.dirname, "../src/checks");
const outcomes = { passes: "passed", fails: "failed", warns: "warned" } as const;

describe.each(checks.map((check) => [check.id, check] as const))("%s", (id, check) => {
  const names = casesOf(id);

  it("has a case that passes and one that does not", () => {
    expect(names.filter((name) => name.startsWith("passes-"))).not.toEqual([]);
    expect(names.filter((name) => /^(fails|warns)-/.test(name))).not.toEqual([]);
  });

  it.each(names)("%s", async (name) => {
    const given = read(id, name);
    const diagnosis = ask(given);
    const [outcome = ""] = name.split("-");
    const step = diagnosis.steps.find((one) => one.check === id);
    await expect(toText(diagnosis)).toMatchFileSnapshot(join(root, id, `${name}.txt`));
    expect({ verdict: diagnosis.verdict, culprit: culpritText(diagnosis), step: step?.status }).toEqual({
      verdict: given.expect,
      culprit: given.culprit,
      step: outcomes[outcome as keyof typeof outcomes],
    });
  });

  it("reads everything it needs, and nothing else", () => {
    const seen = new Set<Need>();
    for (const name of names) ask(read(id, name), (need) => seen.add(need), check);
    expect([...seen].sort()).toEqual([...check.needs].sort());
  });

  it("tells its classes by its cases", () => {
    const covered = names.flatMap((name) => (name.startsWith("passes-") ? [] : read(id, name).classes));
    expect([...new Set(covered)].filter((known) => !check.classes.includes(known))).toEqual([]);
  });
});

describe("the registry", () => {
  it("holds every check that is written, sorted by id", () => {
    const ids = checks.map(({ id }) => id);
    const areas = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const written = areas.flatMap(({ name: area }) =>
      readdirSync(join(root, area))
        .filter((file) => file.endsWith(".ts") && declaresCheck(join(root, area, file)))
        .map((file) => `${area}/${file.slice(0, -".ts".length)}`),
    );
    expect(ids).toEqual(written.sort());
  });

  it("holds checks that say what they are", () => {
    for (const { id, title, docs, step, classes } of checks) {
      expect.soft(title, id).toMatch(/^[a-z].*[^.]$|^[A-Z]\w*[A-Z].*[^.]$/);
      expect.soft(stepIds, id).toContain(step);
      const lines = docs.trim().split("\n").length;
      expect.soft(lines, `lines of docs of ${id}`).toBeGreaterThanOrEqual(2);
      expect.soft(lines, `lines of docs of ${id}`).toBeLessThanOrEqual(6);
      expect.soft(classes, id).not.toEqual([]);
    }
  });

  it("holds checks that some playbook asks", () => {
    const asked = Object.entries(builtIn).flatMap(([name, raw]) =>
      parsePlaybook(raw, checks, name).steps.map(({ check }) => check.id),
    );
    expect(checks.map(({ id }) => id).filter((id) => !asked.includes(id))).toEqual([]);
  });
});

function casesOf(id: string): readonly string[] {
  const folder = join(root, id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

function read(id: string, name: string): CheckCase {
  return parseCase(readFileSync(join(root, id, `${name}.yaml`), "utf8"));
}

function declaresCheck(file: string): boolean {
  return readFileSync(file, "utf8").includes("= defineCheck(");
}

function culpritText({ culprit }: Diagnosis): string | undefined {
  return culprit === undefined ? undefined : `${refText(culprit)} ${culprit.path}`.trim();
}

/** The whole answer; `onRead` is told what the check under test looks at. */
function ask(given: CheckCase, onRead?: (need: Need) => void, under?: Check): Diagnosis {
  const spied = checks.map((check) => (check === under && onRead !== undefined ? watched(check, onRead) : check));
  return answer(given.question, parsePlaybook(builtIn.why, spied, "why"), caseSnapshot(given));
}

/** The same check, telling of each input read. */
function watched(check: Check, onRead: (need: Need) => void): Check {
  const spy = <T extends object>(inputs: T): T =>
    new Proxy(inputs, {
      get(target, key) {
        if (key !== "pair") onRead(key as Need);
        return Reflect.get(target, key) as unknown;
      },
    });
  const { undecided } = check;
  return {
    ...check,
    run: (inputs) => check.run(spy(inputs)),
    ...(undecided === undefined ? {} : { undecided: (inputs) => undecided.call(check, spy(inputs)) }),
  };
}
