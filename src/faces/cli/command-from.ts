import { MeshError } from "../../model/mesh-error.ts";
import { similarNames } from "../../model/similar-names.ts";
import type { Command } from "./command.ts";
import { demoFrom } from "./from/demo-from.ts";
import { diffFrom } from "./from/diff-from.ts";
import { digestFrom } from "./from/digest-from.ts";
import { doctorFrom } from "./from/doctor-from.ts";
import { configLintFrom, lintFrom } from "./from/lint-from.ts";
import { serveFrom } from "./from/serve-from.ts";
import { snapshotFrom } from "./from/snapshot-from.ts";
import { healthFrom, whoFrom } from "./from/who-from.ts";
import { whyFrom } from "./from/why-from.ts";
import { type Topic, topics } from "./topics.ts";
import { wordsFrom } from "./words-from.ts";

const verbs = [
  ...["why", "who", "health", "digest", "diff", "demo", "snapshot", "snapshot lint", "config lint", "doctor"],
  ...["serve", "help"],
  "version",
];

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
    case "who":
      return whoFrom(rest, values);
    case "health":
      return healthFrom(rest, values);
    case "digest":
      return digestFrom(rest, values);
    case "demo":
      return demoFrom(rest, values);
    case "diff":
      return diffFrom(rest, values);
    case "snapshot":
      return rest[0] === "lint" ? lintFrom(rest.slice(1), values) : snapshotFrom(rest, values);
    case "config":
      return configLintFrom(rest, values);
    case "doctor":
      return doctorFrom(rest, values);
    case "serve":
      return serveFrom(rest, values);
    default:
      throw unknownVerb(verb, rest);
  }
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
  if (word === undefined || word === "help" || word === "version") return undefined;
  if (word === "lint") return "snapshot";
  const topic = topics.find((one) => one === word);
  if (topic === undefined) throw unknownVerb(word, []);
  return topic;
}
