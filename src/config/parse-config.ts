import { compare } from "../model/compare.ts";
import type { Config } from "../model/config.ts";
import { MeshError } from "../model/mesh-error.ts";
import type { Mistake } from "../model/mistake.ts";
import { configSchema } from "./config-schema.ts";
import { fromWritten } from "./from-written.ts";
import { looksSecret } from "./looks-secret.ts";
import { type Path, readYaml, type YamlText } from "./read-yaml.ts";
import { senseMistakes } from "./sense-mistakes.ts";
import { shapeMistakes } from "./shape-mistakes.ts";
import { shown } from "./shown.ts";
import type { UnplacedMistake } from "./unplaced-mistake.ts";

const plainKey = /^[\w.-]+$/;

/**
 * The configuration that a text in YAML is, with every default filled in.
 * @param file what to call the text in mistakes
 * @throws MeshError BAD_CONFIG with everything that is wrong, in the order of the text
 */
export function parseConfig(text: string, file: string): Config {
  const yaml = readYaml(text);
  const { value } = yaml;
  const unplaced = value === undefined ? [] : [...shapeMistakes(value), ...senseMistakes(value)];
  const mistakes = [
    ...yaml.troubles.map((trouble) => ({ file, ...trouble })),
    ...unplaced.map((mistake) => placed(mistake, yaml, file)),
  ];
  const parsed = configSchema.safeParse(value);
  if (mistakes.length > 0 || !parsed.success) throw badConfig(file, inOrder(mistakes));
  return fromWritten(parsed.data);
}

function placed({ path, atKey, what, next }: UnplacedMistake, yaml: YamlText, file: string): Mistake {
  const { line, column } = atKey ? yaml.placeOfKey(path) : yaml.placeOf(path);
  const subject = atKey ? path.slice(0, -1) : path;
  return { file, line, column, what: subject.length === 0 ? what : `${pathText(subject)}: ${what}`, next };
}

/** `policy.rules[0].may`. */
function pathText(path: Path): string {
  const parts = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return plainKey.test(step) && !looksSecret(step) ? `.${step}` : `[${shown(step)}]`;
  });
  return parts.join("").replace(/^\./, "");
}

/** As they stand in the file, none twice. */
function inOrder(mistakes: readonly Mistake[]): readonly Mistake[] {
  const known = new Map(mistakes.map((mistake) => [`${mistake.line}:${mistake.column}:${mistake.what}`, mistake]));
  return [...known.values()].sort((a, b) => a.line - b.line || a.column - b.column || compare(a.what, b.what));
}

function badConfig(file: string, mistakes: readonly Mistake[]): MeshError {
  const [only, ...more] = mistakes;
  if (only === undefined || more.length > 0)
    return new MeshError(
      "BAD_CONFIG",
      `Cannot use "${file}": it has ${mistakes.length} mistakes`,
      "Mend each of them; mesh config lint lists them.",
      [],
      mistakes,
    );
  const { line, column, what, next } = only;
  return new MeshError(
    "BAD_CONFIG",
    `Cannot use "${file}": line ${line}, column ${column}: ${what}`,
    next,
    [],
    mistakes,
  );
}
