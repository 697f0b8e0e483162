import { dirname, isAbsolute, join } from "node:path";
import type { ClusterConfig } from "../../model/config.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { shellWord } from "../../render/shell-word.ts";

/**
 * The files and folders of a cluster's snapshot, as seen from here: in the configuration they are relative to its file.
 * @throws MeshError UNREADABLE_INPUT for objects in S3, which only the deployed bot reads
 */
export function snapshotPaths({ name, snapshot }: ClusterConfig, file: string): readonly string[] {
  const object = snapshot.find((path) => path.startsWith("s3://"));
  if (object !== undefined)
    throw new MeshError(
      "UNREADABLE_INPUT",
      `Cannot read cluster "${name}": "${object}" is in S3, which the command line does not read`,
      `Copy it here with aws s3 cp ${shellWord(object)} . and add --snapshot FILE.`,
    );
  return snapshot.map((path) => (isAbsolute(path) ? path : join(dirname(file), path)));
}
