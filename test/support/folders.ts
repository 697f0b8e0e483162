/** Meshes that lie in folders: `*.yaml`, `*.json` and `logs/<namespace>/<pod>/<container>.log`, read plainly. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Asked } from "../../src/faces/question/question-from.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { logFormat } from "../../src/source/access-log/log-format.ts";
import { parseAccessLog } from "../../src/source/access-log/parse-access-log.ts";
import { type Beside, objectsIn, overlaid, type RawObject, snapshotOf } from "./snapshot.ts";

/** A folder's objects and log texts, by `namespace/pod`. */
export interface Folder {
  readonly objects: readonly RawObject[];
  readonly logs: ReadonlyMap<string, string>;
}

/** A question as scenarios and lists of pairs put it. */
export interface Ask {
  readonly from: string;
  readonly to: string;
  readonly port?: number;
  readonly request?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const known = new Map<string, Folder>();

export function readFolder(path: string): Folder {
  const before = known.get(path);
  if (before !== undefined) return before;
  const objects: RawObject[] = [];
  const logs = new Map<string, string>();
  for (const name of readdirSync(path, { recursive: true, encoding: "utf8" }).sort()) {
    if (/(?:^|\/)(?:scenario|pairs)\.yaml$|expect\.json$/.test(name)) continue;
    const log = /^logs\/([^/]+\/[^/]+)\/istio-proxy\.log$/.exec(name)?.[1];
    if (log !== undefined) logs.set(log, readFileSync(join(path, name), "utf8"));
    else if (/\.(?:ya?ml|json)$/.test(name)) objects.push(...objectsIn(readFileSync(join(path, name), "utf8")));
  }
  const folder = { objects, logs };
  known.set(path, folder);
  return folder;
}

/** Later folders are laid over earlier ones. */
function laidOver(...folders: readonly Folder[]): Folder {
  return {
    objects: overlaid(...folders.map(({ objects }) => objects)),
    logs: new Map(folders.flatMap(({ logs }) => [...logs])),
  };
}

export function snapshotOfFolder({ objects, logs }: Folder, beside: Beside = {}): Snapshot {
  return snapshotOf(objects, { logs: linesOf(logs), loggedPods: [...logs.keys()], ...beside });
}

/** The access log lines in log texts, in Istio's default formats. */
function linesOf(logs: Folder["logs"]): readonly LogEntry[] {
  return [...logs].flatMap(([key, text]) => {
    const [namespace = "", name = ""] = key.split("/");
    const pod = { apiVersion: "v1", kind: "Pod", namespace, name };
    const file = `logs/${key}/istio-proxy.log`;
    return parseAccessLog({ text, firstLine: 1, file, pod, container: "istio-proxy", format: logFormat(undefined) })
      .entries;
  });
}

export function asked({ from, to, port, request, headers = {} }: Ask): Asked {
  return {
    from,
    to,
    port: port === undefined ? undefined : String(port),
    request,
    header: Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  };
}

const examples = new URL("../../examples/shop/", import.meta.url).pathname;

/** One of the example mesh's stories. */
export interface Story {
  readonly name: string;
  readonly folder: Folder;
  readonly ask: Ask;
  readonly expect: {
    readonly verdict: string;
    readonly culprit: {
      readonly kind: string;
      readonly namespace?: string;
      readonly name: string;
      readonly path?: string;
    } | null;
    readonly layer?: string;
    readonly class: string | null;
  };
}

export const shopBase = readFolder(join(examples, "base"));

export const stories: readonly Story[] = readdirSync(join(examples, "overlays"))
  .sort()
  .map((name) => {
    const path = join(examples, "overlays", name);
    const { ask, expect } = parse(readFileSync(join(path, "scenario.yaml"), "utf8")) as Pick<Story, "ask" | "expect">;
    return { name, folder: laidOver(shopBase, readFolder(path)), ask, expect };
  });

/** Questions about the example mesh that all have a healthy answer. */
export const shopPairs = (
  parse(readFileSync(join(examples, "base", "pairs.yaml"), "utf8")) as { readonly pairs: readonly Ask[] }
).pairs;

/** A sample mesh in a folder, and the questions to it. */
export interface Sample {
  readonly name: string;
  readonly path: string;
  readonly asks: readonly Ask[];
}

const meshes = new URL("../scenarios/meshes/", import.meta.url).pathname;

export const samples: readonly Sample[] = readdirSync(meshes)
  .sort()
  .map((name) => {
    const path = join(meshes, name);
    const { pairs } = JSON.parse(readFileSync(join(path, "expect.json"), "utf8")) as {
      readonly pairs: readonly (Pick<Ask, "from" | "to"> & { readonly request?: Pick<Ask, "port" | "headers"> })[];
    };
    return { name, path, asks: pairs.map(({ from, to, request }) => ({ from, to, ...request })) };
  });
