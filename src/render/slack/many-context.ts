import type { Question } from "../../model/question.ts";

/** What a message about many pairs needs beside the answer. */
export interface ManyContext {
  /** `prod-eu`. */
  readonly cluster: string;
  readonly visibleTo: "channel" | "asker";
  /** A Slack user id; it is mentioned. Anything else is not shown. */
  readonly askedBy?: string;
}

/** The words behind `/mesh` that ask about a pair alone. */
export function whyWords({ from, to }: Pick<Question, "from" | "to">, cluster: string): string {
  return `why ${from} ${to} in ${cluster}`;
}
