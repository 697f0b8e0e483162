/** A snapshot after a fix: what it holds once the change is made and controllers have caught up. */
import { applyChanges } from "../../src/diagnose/apply-changes.ts";
import { apis } from "../../src/kinds/api-of.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import type { Fix } from "../../src/model/fix.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";

const kinds: Readonly<Record<string, string>> = {
  deployment: "Deployment",
  statefulset: "StatefulSet",
  daemonset: "DaemonSet",
};

/** @throws Error if a change does not apply: a fix that was verified does */
export function mended(snapshot: Snapshot, { changes, command, after }: Fix): Snapshot {
  const restarts = [...command, ...after].flatMap((line) => {
    const [, kind = "", name = "", namespace = ""] =
      /^kubectl rollout restart (\w+)[/ ](\S+) -n (\S+)$/.exec(line) ?? [];
    return kinds[kind] === undefined ? [] : [{ kind: kinds[kind], name, namespace }];
  });
  const mesh = applyChanges(createMesh(snapshot), changes, restarts);
  if (mesh === undefined) throw new Error(`Cannot apply ${JSON.stringify(changes)}`);
  const resources = Object.fromEntries((Object.keys(apis) as Kind[]).map((kind) => [kind, mesh.all(kind)]));
  // What the logs tell is of the time before the change.
  return { ...snapshot, resources, logs: [], loggedPods: [] };
}
