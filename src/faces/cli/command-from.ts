import { MeshError } from "../../model/mesh-error.ts";
import type { Question } from "../../model/question.ts";
import { similarNames } from "../../model/similar-names.ts";
import { questionFrom } from "../question/question-from.ts";
import { timeFrom } from "../question/time-from.ts";
import type { OptionName, OptionValues } from "./options.ts";
import { type Output, outputFrom } from "./output-from.ts";
import { wordsFrom } from "./words-from.ts";

export interface Why {
  readonly verb: "why";
  readonly question: Question;
  readonly snapshots: readonly string[];
  /** The configuration whose clusters may be asked; absent: `meshwhy.yaml`. */
  readonly config: string | undefined;
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
  readonly verbose: boolean;
}

export interface ConfigLint {
  readonly verb: "config lint";
  /** Absent: `meshwhy.yaml`. */
  readonly file: string | undefined;
  readonly output: Output;
}

export type Topic = "why" | "demo" | "snapshot" | "config" | undefined;
export type Command =
  | Why
  | Demo
  | Lint
  | ConfigLint
  | { readonly verb: "help"; readonly topic: Topic }
  | { readonly verb: "version" };

const verbs = ["why", "demo", "snapshot lint", "config lint", "help", "version"];

const demoOptions: readonly OptionName[] = ["list", "output", "verbose", "details"];
const lintOptions: readonly OptionName[] = ["snapshot", "output", "verbose"];
const configLintOptions: readonly OptionName[] = ["config", "output"];

/**
 * What a command line asks for.
 * @throws MeshError USAGE when it cannot be understood
 */
export function commandFrom(argv: readonly string[]): Command {
  const { values, words } = wordsFrom(argv);
  const [verb, ...rest] = words;
  if (values.version === true || verb === "version") return { verb: "version" };
  if (verb === "help") return { verb: "help", topic: topicFrom(rest[0]) };
  if (verb === undefined) return { verb: "help", topic: undefined };
  if (values.help === true) return { verb: "help", topic: topicFrom(verb) };
  switch (verb) {
    case "why":
      return whyFrom(rest, values);
    case "demo":
      return demoFrom(rest, values);
    case "snapshot":
      return lintFrom(rest, values);
    case "config":
      return configLintFrom(rest, values);
    default:
      throw unknownVerb(verb, rest);
  }
}

function whyFrom(words: readonly string[], values: OptionValues): Why {
  if (values.list === true) throw notFor("list", "why");
  const [from, to, ...more] = words;
  const unquoted = values.header?.find((header) => header.endsWith(":"));
  if (more.length > 0 && unquoted !== undefined)
    throw usage(`Cannot read the header "${unquoted}": it has no quotes around name and value`, "why");
  if (from === undefined || to === undefined)
    throw usage(
      `Cannot ask: ${from === undefined ? "neither caller nor destination is named" : `the destination of "${from}" is missing`}`,
      "why",
    );
  if (from.trim() === "" || to.trim() === "")
    throw usage(`Cannot ask: the name of the ${from.trim() === "" ? "caller" : "destination"} is empty`, "why");
  if (more.length > 0)
    throw usage(`Cannot ask about "${more.join(" ")}": a question has one caller and one destination`, "why");
  if (values.snapshot !== undefined && (values.cluster ?? values.config) !== undefined)
    throw usage("Cannot ask a snapshot and a configured cluster: a question is asked in one place", "why");
  return {
    verb: "why",
    question: questionFrom({ from, to, ...values }),
    snapshots: values.snapshot ?? [],
    config: values.config,
    at: values.at === undefined ? undefined : timeFrom(values.at),
    playbook: values.playbook ?? "why",
    output: outputFrom(values.output),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}

function demoFrom([name, ...more]: readonly string[], values: OptionValues): Demo {
  refuseOthers(values, demoOptions, "demo");
  if (name !== undefined && more.length > 0)
    throw usage(`Cannot show "${[name, ...more].join(" ")}": demo takes one name`, "demo");
  return {
    verb: "demo",
    name,
    list: values.list === true,
    output: outputFrom(values.output),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}

function lintFrom([action, ...paths]: readonly string[], values: OptionValues): Lint {
  if (action !== "lint")
    throw usage(
      action === undefined
        ? 'Cannot run "snapshot": it does not say what to do'
        : `Cannot run "snapshot ${action}": only "snapshot lint" is there yet`,
      "snapshot",
    );
  refuseOthers(values, lintOptions, "snapshot");
  const all = [...paths, ...(values.snapshot ?? [])];
  if (all.length === 0) throw usage("Cannot lint: no file or folder is named", "snapshot");
  return {
    verb: "lint",
    paths: all,
    output: outputFrom(values.output, ["text", "json"]),
    verbose: values.verbose === true,
  };
}

function configLintFrom([action, ...files]: readonly string[], values: OptionValues): ConfigLint {
  if (action !== "lint")
    throw usage(
      action === undefined
        ? 'Cannot run "config": it does not say what to do'
        : `Cannot run "config ${action}": only "config lint" is there`,
      "config",
    );
  refuseOthers(values, configLintOptions, "config");
  const [file, ...more] = [...files, ...(values.config === undefined ? [] : [values.config])];
  if (more.length > 0) throw usage(`Cannot lint "${more.join(" ")}" too: config lint takes one file`, "config");
  return { verb: "config lint", file, output: outputFrom(values.output, ["text", "json"]) };
}

/** An option that a command would pass over in silence is a misunderstanding. */
function refuseOthers(values: OptionValues, own: readonly OptionName[], topic: string): void {
  const other = (Object.keys(values) as OptionName[]).find((name) => !own.includes(name));
  if (other !== undefined) throw notFor(other, topic);
}

function notFor(option: OptionName, topic: string): MeshError {
  return usage(`Cannot use --${option} here: mesh ${topic} has no such option`, topic);
}

function unknownVerb(verb: string, rest: readonly string[]): MeshError {
  const near = similarNames(verb, verbs);
  const [to] = rest;
  const next =
    near.length > 0
      ? `Did you mean ${near.join(" or ")}? `
      : to === undefined
        ? ""
        : `Did you mean mesh why ${verb} ${to}? `;
  return new MeshError("USAGE", `Cannot run "${verb}": there is no such command`, `${next}See mesh help.`, near);
}

function topicFrom(word: string | undefined): Topic {
  switch (word) {
    case "why":
    case "demo":
    case "snapshot":
    case "config":
      return word;
    case "lint":
      return "snapshot";
    case undefined:
    case "help":
    case "version":
      return undefined;
    default:
      throw unknownVerb(word, []);
  }
}

function usage(message: string, topic: string): MeshError {
  return new MeshError("USAGE", message, `See mesh help ${topic}.`);
}
