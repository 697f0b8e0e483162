import { parseAllDocuments } from "yaml";
import { commandFrom } from "../../src/faces/cli/command-from.ts";
import type { Verdict } from "../../src/model/diagnosis.ts";
import type { ProxyState } from "../../src/model/proxy-state.ts";
import type { Question } from "../../src/model/question.ts";

/** A case beside a check: what is planted, what is asked, and what must come of it, stated by hand in its header. */
export interface CheckCase {
  /** What is planted, in one line. */
  readonly planted: string;
  readonly question: Question;
  readonly expect: Verdict;
  /** `DestinationRule shop/payment spec.subsets[1].labels`; `undefined`: nothing is to blame. */
  readonly culprit: string | undefined;
  /** Ids of the failure catalogue. */
  readonly classes: readonly string[];
  /** The file below `test/bases/` on which the objects are laid. */
  readonly base: string;
  readonly objects: readonly unknown[];
  /** Lines of proxies' logs, each after its pod: `shop/checkout-5c6d7-a1b2c [2026-…`. */
  readonly logs: readonly string[];
  /** What proxies say of themselves; absent: nobody was to ask. A pod's lines are laid on one another. */
  readonly proxies?: readonly ProxyState[];
}

const verdicts: readonly Verdict[] = ["healthy", "degraded", "broken", "unknown"];

/**
 * Reads a case: comment lines `# key: value` before the first document, then YAML documents.
 * @throws Error when a part that every case has is missing or makes no sense
 */
export function parseCase(text: string): CheckCase {
  const header = text.split("\n---")[0] ?? "";
  const lines = header.split("\n").filter((line) => line.startsWith("#"));
  const told = (key: string): string[] =>
    lines.flatMap((line) => new RegExp(`^# ${key}: (.*)$`).exec(line)?.[1]?.trim() ?? []);
  const [expect] = told("expect");
  const verdict = verdicts.find((known) => known === expect);
  if (verdict === undefined) throw new Error(`Cannot read the case: it expects "${expect}"`);
  return {
    planted: (lines[0] ?? "").slice(2),
    question: questionOf(one(told("ask"), "ask")),
    expect: verdict,
    culprit: told("culprit")[0],
    classes: told("class").flatMap((ids) => ids.split(/[ ,]+/)),
    base: one(told("base"), "base"),
    objects: documents(text),
    logs: told("log"),
    ...proxiesOf(told("proxy")),
  };
}

/** `shop/checkout-5c6d7-a1b2c {"sync":{"connected":false}}`; `none`: they were to be asked, and none told anything. */
function proxiesOf(lines: readonly string[]): Pick<CheckCase, "proxies"> {
  if (lines.length === 0) return {};
  const states = new Map<string, ProxyState>();
  for (const line of lines.filter((text) => text !== "none")) {
    const [pod = "", ...json] = line.split(" ");
    const [namespace = "", name = ""] = pod.split("/");
    const before = states.get(pod) ?? { pod: { namespace, name } };
    states.set(pod, { ...before, ...(JSON.parse(json.join(" ")) as Omit<ProxyState, "pod">) });
  }
  return { proxies: [...states.values()] };
}

/** The objects of a file with several documents; comments alone are none. */
export function documents(text: string): readonly unknown[] {
  return parseAllDocuments(text, { version: "1.1", merge: true }).flatMap((document) => {
    const value: unknown = document.toJS();
    return value === null || value === undefined ? [] : [value];
  });
}

function questionOf(words: string): Question {
  const command = commandFrom(["why", ...shellWords(words)]);
  if (command.verb !== "why") throw new Error(`Cannot read the case: "${words}" is no question`);
  return command.question;
}

/** `a "b c" d` → a, `b c`, d. */
function shellWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

function one(values: readonly string[], key: string): string {
  const [value] = values;
  if (value === undefined || values.length > 1)
    throw new Error(`Cannot read the case: "# ${key}:" stands ${values.length} times`);
  return value;
}
