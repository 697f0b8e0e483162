import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isRawObject } from "../../src/kinds/raw-object.ts";
import { toResource } from "../../src/kinds/to-resource.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import type { AnyResource, Kind } from "../../src/model/resource-kinds.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { logFormat } from "../../src/source/access-log/log-format.ts";
import { parseAccessLog } from "../../src/source/access-log/parse-access-log.ts";
import { type CheckCase, documents } from "./parse-case.ts";

const bases = join(import.meta.dirname, "../bases");
const readBases = new Map<string, readonly unknown[]>();

/** The texts of a case's logs, by `namespace/pod`. */
export function caseLogs({ logs }: CheckCase): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const log of logs) {
    const pod = podOf(log);
    texts.set(pod, `${texts.get(pod) ?? ""}${log.slice(pod.length + 1)}\n`);
  }
  return texts;
}

/** The case's objects laid on its base, as a snapshot in which everything could be read. */
export function caseSnapshot(given: CheckCase): Snapshot {
  const { logs } = given;
  const resources: { [K in Kind]?: AnyResource[] } = {};
  const laid = laidObjects(given);
  for (const object of laid) {
    const converted = toResource(object);
    if (converted?.resource === undefined)
      throw new Error(`Cannot read ${keyOf(object)}: ${converted?.gap?.why ?? "it is of an unknown kind"}`);
    resources[converted.kind] = [...(resources[converted.kind] ?? []), converted.resource];
  }
  return {
    resources: resources as Snapshot["resources"],
    gaps: [],
    logs: logs.flatMap(entriesIn),
    loggedPods: [...new Set(logs.map(podOf))],
    ...(given.proxies === undefined ? {} : { proxies: given.proxies }),
    at: "2026-11-20T12:00:00Z",
    assumptions: [],
    locate: () => undefined,
    stats: { objects: laid.length, logLines: logs.length, apiCalls: 0 },
  };
}

/** The case's objects laid on its base, as they are written. */
export function laidObjects({ base, objects }: CheckCase): readonly unknown[] {
  const laid = new Map<string, unknown>();
  for (const object of [...baseObjects(base), ...objects]) {
    const key = keyOf(object);
    if (isDeletion(object)) laid.delete(key);
    else laid.set(key, object);
  }
  return [...laid.values()];
}

/** `shop/checkout-5c6d7-a1b2c [2026-…`: a line of the proxy of that pod. */
function entriesIn(log: string, i: number): readonly LogEntry[] {
  const [namespace = "", name = ""] = podOf(log).split("/");
  return parseAccessLog({
    text: log.slice(podOf(log).length + 1),
    firstLine: i + 1,
    file: "istio-proxy.log",
    pod: { apiVersion: "v1", kind: "Pod", namespace, name },
    container: "istio-proxy",
    format: logFormat(undefined),
  }).entries;
}

function podOf(log: string): string {
  return log.split(" ", 1)[0] ?? "";
}

/** A base may stand on another: `# base: two-services`. */
function baseObjects(name: string): readonly unknown[] {
  const known = readBases.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(bases, `${name}.yaml`), "utf8");
  const below = /^# base: (\S+)$/m.exec(text)?.[1];
  const objects = [...(below === undefined ? [] : baseObjects(below)), ...documents(text)];
  readBases.set(name, objects);
  return objects;
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
