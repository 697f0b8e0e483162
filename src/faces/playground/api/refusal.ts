import type { Problem } from "../blocks/rule.ts";

/** An answer with `ok: false`: Slack's error code, and the members that go with it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** A refusal that lists what is wrong, with JSON pointers, as Slack words it. */
export function refusalOf(code: string, problems: readonly Problem[]): Refusal {
  return new Refusal(code, {
    ...(code === "invalid_blocks" ? { errors: problems.map(lineOf) } : {}),
    response_metadata: { messages: problems.map((each) => `[ERROR] ${lineOf(each)}`) },
  });
}

function lineOf({ message, pointer }: Problem): string {
  return `${message} [json-pointer:${pointer}]`;
}
