import { compare } from "../../model/compare.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { Entry } from "./entry.ts";
import { mergeEntries } from "./merge-entries.ts";
import { openSnapshots } from "./open-snapshots.ts";
import { scan } from "./scan.ts";

/** Something in a file that meshwhy cannot make use of. */
interface LintProblem {
  readonly file: string;
  /** Counts from 1; 0: the file as a whole. */
  readonly line: number;
  readonly what: string;
  readonly why: string;
}

/** What all files of a snapshot hold, whether a question would need it or not. */
export interface LintReport {
  readonly problems: readonly LintProblem[];
  readonly files: number;
  /** Objects of kinds that meshwhy reads. */
  readonly objects: number;
  /** Documents of other kinds, and what is no Kubernetes object. */
  readonly ignored: number;
}

/**
 * Parses and validates every document of every file.
 * @throws MeshError if a path cannot be read at all
 */
export async function lintSnapshot(
  paths: readonly string[],
  stdin?: AsyncIterable<Uint8Array | string>,
): Promise<LintReport> {
  const { snapshots, gaps } = await openSnapshots(paths, stdin);
  const problems: LintProblem[] = gaps.map(problemOf);
  let files = 0;
  let objects = 0;
  let ignored = 0;
  const kept = snapshots.map(({ inputs }) => {
    const entries: Entry[] = [];
    for (const input of inputs) {
      files += 1;
      scan(input, {
        entry: (entry) => entries.push(entry),
        gap: (gap) => problems.push(problemOf(gap)),
        ignored: count,
        progress: nothing,
      });
    }
    objects += entries.length;
    return entries;
  });
  for (const entries of kept)
    for (const { state } of mergeEntries([entries]).entries.values())
      if (state.is === "bad") problems.push(problemOf(state.gap));
  problems.push(...mergeEntries(kept).gaps.map(problemOf));
  problems.sort((a, b) => compare(a.file, b.file) || a.line - b.line);
  return { problems, files, objects, ignored };

  function count(): void {
    ignored += 1;
  }
}

function problemOf({ what, why, place }: Gap): LintProblem {
  return { file: place?.file ?? what, line: place?.line ?? 0, what, why };
}

function nothing(): void {}
