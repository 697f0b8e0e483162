import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A number drawn from all that stands in these folders: the same for the same files, another for any other. */
export function seedOf(root: string, folders: readonly string[]): number {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    for (const file of files.sort()) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file));
  }
  return hash.digest().readInt32BE();
}
