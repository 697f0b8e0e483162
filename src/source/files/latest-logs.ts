import { compare } from "../../model/compare.ts";
import type { ListedFile } from "./list-files.ts";
import type { OpenSnapshot } from "./open-snapshots.ts";
import { logOwner } from "./read-logs.ts";

/** The log files that stand after all snapshots: a later one replaces that of the same container, whatever folder it is in. */
export function latestLogs(snapshots: readonly OpenSnapshot[]): readonly ListedFile[] {
  const latest = new Map<string, ListedFile>();
  for (const { logs } of snapshots)
    for (const log of logs) {
      const owner = logOwner(log.name);
      if (owner !== undefined) latest.set(`${owner.namespace}/${owner.pod}/${owner.container}`, log);
    }
  return [...latest].sort(([a], [b]) => compare(a, b)).map(([, log]) => log);
}
