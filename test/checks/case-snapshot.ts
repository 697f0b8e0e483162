import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isRawObject } from "../../src/kinds/raw-object.ts";
import { toResource } from "../../src/kinds/to-resource.ts";
import type { AnyResource, Kind } from "../../src/model/resource-kinds.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { type CheckCase, documents } from "./parse-case.ts";

const bases = join(import.meta.dirname, "../bases");

/** The case's objects laid on its base, as a snapshot in which everything could be read. */
export function caseSnapshot({ base, objects }: CheckCase): Snapshot {
  const resources: { [K in Kind]?: AnyResource[] } = {};
  const laid = new Map<string, unknown>();
  for (const object of [...baseObjects(base), ...objects]) {
    const key = keyOf(object);
    if (isDeletion(object)) laid.delete(key);
    else laid.set(key, object);
  }
  for (const object of laid.values()) {
    const converted = toResource(object);
    if (converted?.resource === undefined)
      throw new Error(`Cannot read ${keyOf(object)}: ${converted?.gap?.why ?? "it is of an unknown kind"}`);
    resources[converted.kind] = [...(resources[converted.kind] ?? []), converted.resource];
  }
  return {
    resources: resources as Snapshot["resources"],
    gaps: [],
    logs: [],
    loggedPods: [],
    at: "2026-11-20T12:00:00Z",
    assumptions: [],
    locate: () => undefined,
    stats: { objects: laid.size, logLines: 0, apiCalls: 0 },
  };
}

/** A base may stand on another: `# base: two-services`. */
function baseObjects(name: string): readonly unknown[] {
  const text = readFileSync(join(bases, `${name}.yaml`), "utf8");
  const below = /^# base: (\S+)$/m.exec(text)?.[1];
  return [...(below === undefined ? [] : baseObjects(below)), ...documents(text)];
}

function keyOf(object: unknown): string {
  const { apiVersion, kind, metadata } = isRawObject(object) ? object : {};
  const { namespace, name } = isRawObject(metadata) ? metadata : {};
  return [String(apiVersion).split("/")[0], kind, namespace ?? "", name].join(" ");
}

function isDeletion(object: unknown): boolean {
  const metadata = isRawObject(object) ? object.metadata : undefined;
  const annotations = isRawObject(metadata) ? metadata.annotations : undefined;
  return isRawObject(annotations) && annotations["meshwhy/delete"] === "true";
}
