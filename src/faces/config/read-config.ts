import { existsSync, readFileSync, statSync } from "node:fs";
import { parseConfig } from "../../config/parse-config.ts";
import type { Config } from "../../model/config.ts";
import { MeshError } from "../../model/mesh-error.ts";

/** The file that is taken where none is named. */
export const usualFile = "meshwhy.yaml";

/**
 * The configuration in a file.
 * @throws MeshError BAD_CONFIG where there is none, it cannot be read, or it is not right
 */
export function readConfig(file: string): Config {
  if (!existsSync(file))
    throw unreadable(
      file,
      "there is no such file",
      "Give its path with --config FILE, or write one as docs/configuration.md shows.",
    );
  if (statSync(file).isDirectory())
    throw unreadable(file, "it is a folder", `Name the file in it: ${file}/${usualFile}.`);
  return parseConfig(textOf(file), file);
}

function textOf(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const isText = !(error instanceof TypeError);
    throw unreadable(
      file,
      isText ? "it cannot be opened" : "it is no text in UTF-8",
      isText ? "Let the user who runs mesh read it." : "Save it as UTF-8.",
    );
  }
}

function unreadable(file: string, why: string, next: string): MeshError {
  return new MeshError("BAD_CONFIG", `Cannot read "${file}": ${why}`, next);
}
