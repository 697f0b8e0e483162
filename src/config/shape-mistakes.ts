import type * as z from "zod";
import { similarNames } from "../model/similar-names.ts";
import { configSchema } from "./config-schema.ts";
import { flowText } from "./flow-text.ts";
import { type Form, forms } from "./forms.ts";
import { looksSecret } from "./looks-secret.ts";
import type { Path } from "./read-yaml.ts";
import { settingAt } from "./setting-at.ts";
import { shown } from "./shown.ts";
import type { UnplacedMistake } from "./unplaced-mistake.ts";
import { valueAt } from "./value-at.ts";

type Issue = z.core.$ZodIssue;

const page = "docs/configuration.md";
const secretWord = /token|secret|password|credential|key$/i;
const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

/** What the schema finds wrong with a file, in words of ours, all of it. */
export function shapeMistakes(value: unknown): readonly UnplacedMistake[] {
  const { error } = configSchema.safeParse(value);
  return (error?.issues ?? []).flatMap((issue) => mistakesOf(issue, issue.path as Path, value));
}

function mistakesOf(issue: Issue, path: Path, value: unknown): readonly UnplacedMistake[] {
  const found = valueAt(value, path);
  const at = { path, atKey: false };
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(path, key));
    case "invalid_type":
      return [{ ...at, ...wrongKind(path, found, issue.expected) }];
    case "invalid_value":
      return [
        path.at(-1) === "version"
          ? { ...at, ...wrongVersion(found) }
          : { ...at, ...noneOf(found, issue.values, String(path.at(-1))) },
      ];
    case "invalid_format":
      return [{ ...at, ...misformed(found, issue.message) }];
    case "too_small":
    case "too_big":
      return [{ ...at, ...wrongSize(path, found) }];
    case "invalid_union": {
      const meant = issue.errors.find((issues) => !issues.some(isOfRoot));
      if (meant !== undefined)
        return meant.flatMap((inner) => mistakesOf(inner, [...path, ...(inner.path as Path)], value));
      const expected = issue.errors.flatMap((issues) =>
        issues.flatMap((inner) => (isOfRoot(inner) ? inner.expected : [])),
      );
      return [{ ...at, ...wrongKind(path, found, ...expected) }];
    }
    default:
      return [{ ...at, what: `${shown(found)} makes no sense here`, next: `See ${page}.` }];
  }
}

function isOfRoot(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === "invalid_type" && issue.path.length === 0;
}

function unknownKey(path: Path, key: string): UnplacedMistake {
  const keys = settingAt(path)?.keys ?? [];
  const near = similarNames(key, keys);
  const next =
    near.length > 0
      ? `Did you mean ${near.join(" or ")}?`
      : secretWord.test(key)
        ? `Take it out: no secret belongs into this file. ${page} says where each is kept.`
        : `Use ${oneOf(keys)}.`;
  const name = looksSecret(key) ? "such a key" : `key "${key.slice(0, 60)}"`;
  return { path: [...path, key], atKey: true, what: `there is no ${name} here`, next };
}

function wrongKind(path: Path, found: unknown, ...expected: readonly string[]): Pick<UnplacedMistake, "what" | "next"> {
  const setting = settingAt(path);
  const example = setting?.example === undefined ? undefined : flowText(setting.example);
  const written = typeof path.at(-1) === "string" ? `${path.at(-1)}: ` : "";
  const asExample = example === undefined ? `See ${page}.` : `Write it as ${written}${example}.`;
  if (found === undefined) return { what: "it is missing", next: asExample };
  if (found === null) {
    const empty = path.length === 0 ? "the file is empty" : "there is nothing behind it";
    return { what: empty, next: setting?.optional === true ? `Leave it out, or see ${page}.` : asExample };
  }
  if (setting?.least !== null && setting?.least !== undefined) return wrongSize(path, found);
  const wanted = expected.map((kind) => kinds[kind] ?? kind).join(" or ");
  const what = typeof found === "object" ? `it is ${shown(found)}, not ${wanted}` : `${shown(found)} is not ${wanted}`;
  if (expected.includes("array") && typeof found === "string" && !looksSecret(found))
    return { what, next: `Put it in brackets: ${written}[${found.slice(0, 60)}].` };
  if (expected.includes("string") && (typeof found === "number" || typeof found === "boolean"))
    return { what, next: `Put it in quotes: ${written}"${found}".` };
  return { what, next: asExample };
}

function wrongVersion(found: unknown): Pick<UnplacedMistake, "what" | "next"> {
  if (found === undefined) return { what: "it is missing", next: "Write version: 1 at the top of the file." };
  return { what: `${shown(found)} is not 1, the only version that there is`, next: "Write version: 1." };
}

function noneOf(found: unknown, values: readonly unknown[], key: string): Pick<UnplacedMistake, "what" | "next"> {
  const known = values.map(String);
  if (known.length === 1)
    return { what: `${shown(found)} is not ${known[0]}`, next: `Write ${key}: ${known[0]}, or leave it out.` };
  const near = typeof found === "string" ? similarNames(found, known) : [];
  return {
    what: `${shown(found)} is not ${oneOf(known)}`,
    next: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Use one of these.",
  };
}

function misformed(found: unknown, called: string): Pick<UnplacedMistake, "what" | "next"> {
  const form = Object.values<Form>(forms).find((each) => each.called === called);
  return { what: `${shown(found)} is no ${called}`, next: form?.next ?? `See ${page}.` };
}

function wrongSize(path: Path, found: unknown): Pick<UnplacedMistake, "what" | "next"> {
  const setting = settingAt(path);
  const example = flowText(setting?.example);
  const written = String(path.at(-1));
  if (Array.isArray(found))
    return {
      what: "the list is empty",
      next: `${setting?.optional === true ? "Leave it out, or write" : "Write"} it as ${written}: ${example}.`,
    };
  return {
    what: `${shown(found)} is no whole number from ${setting?.least} to ${setting?.most}`,
    next: `Write it as ${written}: ${example}.`,
  };
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
