import type { Question } from "../../model/question.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import { reduceSecrets } from "../access-log/reduce-secrets.ts";

/** What a snapshot was taken for: as much of a question as decides what is read. */
export type RecordedQuestion = RecordedPair | RecordedScope;

export interface RecordedPair {
  readonly from: string;
  readonly to: string;
  readonly namespace?: string;
  /** `host` headers of the question: they lead to other objects. */
  readonly hosts: readonly string[];
}

export interface RecordedScope {
  readonly everywhere: boolean;
  readonly of: readonly string[];
  readonly namespaces: readonly string[];
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
  readonly namespace?: string;
}

/** Keeps of a question what decides about reading, without secrets. */
export function recordedQuestion(asked: Question | Scope): RecordedQuestion {
  const place = asked.namespace === undefined ? {} : { namespace: asked.namespace };
  if (!isScope(asked))
    return {
      from: reduceSecrets(asked.from),
      to: reduceSecrets(asked.to),
      ...place,
      hosts: asked.headers
        .filter(({ name }) => name === "host" || name === ":authority")
        .map(({ value }) => reduceSecrets(value)),
    };
  return {
    everywhere: asked.everywhere === true,
    of: asked.of.map(reduceSecrets),
    namespaces: asked.namespaces,
    pairs: asked.pairs.map(({ from, to }) => ({ from: reduceSecrets(from), to: reduceSecrets(to) })),
    ...place,
  };
}

/** Whether all that a question needs was read for the one that is recorded. */
export function covers(recorded: RecordedQuestion, asked: Question | Scope): boolean {
  const other = recordedQuestion(asked);
  if (recorded.namespace !== other.namespace) return false;
  if ("hosts" in recorded || "hosts" in other)
    return "hosts" in recorded && "hosts" in other && samePair(recorded, other);
  if (recorded.everywhere || other.everywhere) return recorded.everywhere && other.everywhere;
  const known = subjects(recorded);
  return [...subjects(other)].every((subject) => known.has(subject));
}

/** What was asked, in words: `checkout → payment`, `ns/shop, bank`, `every namespace`. */
export function recordedText(recorded: RecordedQuestion): string {
  if ("hosts" in recorded) return `${recorded.from} → ${recorded.to}`;
  if (recorded.everywhere) return "every namespace";
  return [
    ...recorded.of,
    ...recorded.namespaces.map((name) => `ns/${name}`),
    ...recorded.pairs.map(({ from, to }) => `${from} → ${to}`),
  ].join(", ");
}

function samePair(a: RecordedPair, b: RecordedPair): boolean {
  return a.from === b.from && a.to === b.to && a.hosts.join("\n") === b.hosts.join("\n");
}

function subjects({ of, namespaces, pairs }: RecordedScope): ReadonlySet<string> {
  return new Set([
    ...of.map((typed) => typed.replace(/^namespace\//, "ns/")),
    ...namespaces.map((name) => `ns/${name}`),
    ...pairs.map(({ from, to }) => `${from}\n${to}`),
  ]);
}
