import { MeshError } from "../../../model/mesh-error.ts";
import type { OptionName, OptionValues } from "../options.ts";

/** What is wrong with a command line, and where to read about the command. @param next what to try first, with a space behind it */
export function usage(message: string, topic: string, next = ""): MeshError {
  return new MeshError("USAGE", message, `${next}See mesh help ${topic}.`);
}

/** An option that belongs to another command. */
export function notFor(option: OptionName, topic: string): MeshError {
  return usage(`Cannot use --${option} here: mesh ${topic} has no such option`, topic);
}

/** An option that a command would pass over in silence is a misunderstanding. */
export function refuseOthers(values: OptionValues, own: readonly OptionName[], topic: string): void {
  const other = (Object.keys(values) as OptionName[]).find((name) => !own.includes(name));
  if (other !== undefined) throw notFor(other, topic);
}
