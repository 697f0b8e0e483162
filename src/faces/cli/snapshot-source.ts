import { MeshError } from "../../model/mesh-error.ts";
import type { Source } from "../../model/source.ts";
import { fileSource } from "../../source/files/file-source.ts";
import type { Io } from "./io.ts";

/**
 * The files that a command line names, as a source.
 * @throws MeshError USAGE where it names none
 */
export function snapshotSource(
  { snapshots, at }: { readonly snapshots: readonly string[]; readonly at: string | undefined },
  io: Io,
): Source {
  if (snapshots.length === 0)
    throw new MeshError(
      "USAGE",
      "Cannot answer: no snapshot is named",
      "Add --snapshot DIR (files as kubectl get -o yaml prints them), or try mesh demo.",
    );
  return fileSource({
    paths: snapshots,
    ...(snapshots.includes("-") ? { stdin: io.stdin } : {}),
    ...(at === undefined ? {} : { at }),
  });
}
