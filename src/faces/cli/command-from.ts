import { parseArgs } from "node:util";
import { similarNames } from "../../diagnose/similar-names.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Question } from "../../model/question.ts";
import { questionFrom } from "./question-from.ts";

export type Output = "text" | "json" | "markdown";

export interface Why {
  readonly verb: "why";
  readonly question: Question;
  readonly snapshots: readonly string[];
  readonly at: string | undefined;
  readonly playbook: string;
  readonly output: Output;
  readonly verbose: boolean;
  readonly details: boolean;
}

export interface Demo {
  readonly verb: "demo";
  readonly name: string | undefined;
  readonly list: boolean;
  readonly output: Output;
  readonly verbose: boolean;
  readonly details: boolean;
}

export interface Lint {
  readonly verb: "lint";
  readonly paths: readonly string[];
  readonly output: Output;
}

export type Topic = "why" | "demo" | "snapshot" | undefined;
export type Command =
  | Why
  | Demo
  | Lint
  | { readonly verb: "help"; readonly topic: Topic }
  | { readonly verb: "version" };

const verbs = ["why", "demo", "snapshot", "help", "version"];

const options = {
  snapshot: { type: "string", multiple: true, short: "s" },
  cluster: { type: "string" },
  namespace: { type: "string", short: "n" },
  port: { type: "string", short: "p" },
  request: { type: "string", short: "r" },
  header: { type: "string", multiple: true, short: "H" },
  scheme: { type: "string" },
  "client-ip": { type: "string" },
  at: { type: "string" },
  playbook: { type: "string" },
  output: { type: "string", short: "o" },
  verbose: { type: "boolean", short: "v" },
  details: { type: "boolean", short: "d" },
  list: { type: "boolean", short: "l" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "V" },
} as const;

type Values = {
  -readonly [K in keyof typeof options]?: (typeof options)[K] extends { multiple: true }
    ? string[]
    : (typeof options)[K] extends { type: "boolean" }
      ? boolean
      : string;
};

/**
 * What a command line asks for.
 * @throws MeshError USAGE when it cannot be understood
 */
export function commandFrom(argv: readonly string[]): Command {
  const { values, words } = parsed(argv);
  const [verb, ...rest] = words;
  if (values.version === true || verb === "version") return { verb: "version" };
  if (verb === "help") return { verb: "help", topic: topicOf(rest[0]) };
  if (values.help === true || verb === undefined) return { verb: "help", topic: topicOf(verb) };
  switch (verb) {
    case "why":
      return whyFrom(rest, values);
    case "demo":
      if (rest.length > 1) throw usage(`Cannot show "${rest.join(" ")}": demo takes one name`, "demo");
      return {
        verb: "demo",
        name: rest[0],
        list: values.list === true,
        output: outputOf(values.output),
        verbose: values.verbose === true,
        details: values.details === true,
      };
    case "snapshot":
      return lintFrom(rest, values);
    default: {
      const near = similarNames(verb, verbs);
      throw new MeshError(
        "USAGE",
        `Cannot run "${verb}": there is no such command`,
        near.length > 0 ? `Did you mean ${near.join(" or ")}? See mesh help.` : "See mesh help.",
        near,
      );
    }
  }
}

function parsed(argv: readonly string[]): { values: Values; words: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values, words: positionals };
  } catch (error) {
    const message =
      error instanceof Error
        ? error.message
            .split("\n", 1)
            .join("")
            .replace(/\. To specify.*$/, "")
        : String(error);
    throw new MeshError(
      "USAGE",
      `Cannot read the command line: ${message}`,
      "See mesh help why for the options there are.",
    );
  }
}

function whyFrom(words: readonly string[], values: Values): Why {
  const [from, to, ...more] = words.filter((word) => word !== "->" && word !== "→");
  if (from === undefined || to === undefined)
    throw usage(
      `Cannot ask: ${from === undefined ? "neither caller nor destination is named" : `the destination of "${from}" is missing`}`,
      "why",
    );
  if (more.length > 0)
    throw usage(`Cannot ask about "${more.join(" ")}": a question has one caller and one destination`, "why");
  return {
    verb: "why",
    question: questionFrom({ from, to, ...values }),
    snapshots: values.snapshot ?? [],
    at: timeOf(values.at),
    playbook: values.playbook ?? "why",
    output: outputOf(values.output),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}

function lintFrom([action, ...paths]: readonly string[], values: Values): Lint {
  if (action !== "lint")
    throw usage(`Cannot run "snapshot ${action ?? ""}": only "snapshot lint" is there yet`, "snapshot");
  const all = [...paths, ...(values.snapshot ?? [])];
  if (all.length === 0) throw usage("Cannot lint: no file or folder is named", "snapshot");
  return { verb: "lint", paths: all, output: outputOf(values.output) };
}

function outputOf(text: string | undefined): Output {
  if (text === undefined) return "text";
  if (text === "text" || text === "json" || text === "markdown") return text;
  if (text === "md") return "markdown";
  throw new MeshError(
    "USAGE",
    `Cannot write "${text}": there is no such output`,
    "Use --output text, json or markdown.",
    ["text", "json", "markdown"],
  );
}

function timeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/^\d{4}-\d{2}-\d{2}/.test(text))
    throw new MeshError(
      "USAGE",
      `Cannot take "${text}" for a time: it is not RFC 3339`,
      "Write it as 2026-11-20T14:00:00Z.",
    );
  return new Date(time).toISOString();
}

function topicOf(word: string | undefined): Topic {
  return word === "why" || word === "demo" || word === "snapshot" ? word : undefined;
}

function usage(message: string, topic: string): MeshError {
  return new MeshError("USAGE", message, `See mesh help ${topic}.`);
}
