import { parseArgs } from "node:util";
import { MeshError } from "../../model/mesh-error.ts";
import { similarNames } from "../../model/similar-names.ts";
import { type OptionName, type OptionValues, options } from "./options.ts";

/** A command line, taken apart. */
export interface Words {
  readonly words: readonly string[];
  readonly values: OptionValues;
}

/** What other tools call it. */
const otherwise: Readonly<Record<string, string>> = {
  json: "--output json",
  format: "--output",
  file: "--snapshot",
  filename: "--snapshot",
  dir: "--snapshot",
  f: "--snapshot",
  path: "--request",
  method: "--request",
};

/**
 * Takes options and words apart. Arrows between the words are allowed: `checkout '->' payment`.
 * @throws MeshError USAGE for an option that is unknown, lacks its value, or is given twice
 */
export function wordsFrom(argv: readonly string[]): Words {
  const args = argv.filter((word) => word !== "->" && word !== "→");
  const { values, positionals, tokens } = parseArgs({
    args,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(options, name)) throw unknownOption(name, rawName);
    const option = options[name as OptionName];
    if (option.type === "boolean") {
      if (value !== undefined) throw usage(`${rawName} takes no value`, `Write ${rawName} alone.`);
      continue;
    }
    if (value === undefined || (inlineValue === false && value.length > 1 && value.startsWith("-")))
      throw usage(
        `${rawName} has no value`,
        value === undefined ? "Write one behind it." : `A value that begins with a dash is written --${name}=${value}.`,
      );
    if (seen.has(name) && !("multiple" in option)) throw usage(`${rawName} is given twice`, "Leave one of them out.");
    seen.add(name);
  }
  return { words: positionals, values: values as OptionValues };
}

function unknownOption(name: string, rawName: string): MeshError {
  const meant = Object.hasOwn(otherwise, name) ? otherwise[name] : undefined;
  const near = meant === undefined && name.length > 1 ? similarNames(name, Object.keys(options)) : [];
  const candidates = meant === undefined ? near.map((option) => `--${option}`) : [meant];
  return usage(
    `there is no option ${rawName}`,
    `${candidates.length > 0 ? `Did you mean ${candidates.join(" or ")}? ` : ""}See mesh help why for the options there are.`,
    candidates,
  );
}

function usage(why: string, next: string, candidates: readonly string[] = []): MeshError {
  return new MeshError("USAGE", `Cannot read the command line: ${why}`, next, candidates);
}
