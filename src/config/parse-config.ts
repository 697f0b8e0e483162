import { compare } from "../model/compare.ts";
import type { Config } from "../model/config.ts";
import type { Fault } from "../model/fault.ts";
import { MeshError } from "../model/mesh-error.ts";
import { configSchema } from "./config-schema.ts";
import { fromWritten } from "./from-written.ts";
import { looksSecret } from "./looks-secret.ts";
import type { Mistake } from "./mistake.ts";
import { type Path, readYaml, type YamlText } from "./read-yaml.ts";
import { senseMistakes } from "./sense-mistakes.ts";
import { shapeMistakes } from "./shape-mistakes.ts";
import { shown } from "./shown.ts";

const plainKey = /^[\w.-]+$/;

/**
 * The configuration that a text in YAML is, with every default filled in.
 * @param file what to call the text in faults
 * @throws MeshError BAD_CONFIG with everything that is wrong, in the order of the text
 */
export function parseConfig(text: string, file: string): Config {
  const yaml = readYaml(text);
  const { value } = yaml;
  const mistakes = value === undefined ? [] : [...shapeMistakes(value), ...senseMistakes(value)];
  const faults = [
    ...yaml.troubles.map((trouble) => ({ file, ...trouble })),
    ...mistakes.map((mistake) => faultOf(mistake, yaml, file)),
  ];
  const parsed = configSchema.safeParse(value);
  if (faults.length > 0 || !parsed.success) throw badConfig(file, inOrder(faults));
  return fromWritten(parsed.data);
}

function faultOf({ path, atKey, what, next }: Mistake, yaml: YamlText, file: string): Fault {
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
function inOrder(faults: readonly Fault[]): readonly Fault[] {
  const known = new Map(faults.map((fault) => [`${fault.line}:${fault.column}:${fault.what}`, fault]));
  return [...known.values()].sort((a, b) => a.line - b.line || a.column - b.column || compare(a.what, b.what));
}

function badConfig(file: string, faults: readonly Fault[]): MeshError {
  const [only, ...more] = faults;
  if (only === undefined || more.length > 0)
    return new MeshError(
      "BAD_CONFIG",
      `Cannot use "${file}": it has ${faults.length} faults`,
      "Mend each of them; mesh config lint lists them.",
      [],
      faults,
    );
  const { line, column, what, next } = only;
  return new MeshError("BAD_CONFIG", `Cannot use "${file}": line ${line}, column ${column}: ${what}`, next, [], faults);
}
