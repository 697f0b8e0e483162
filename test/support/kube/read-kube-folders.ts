import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { kubernetesYamlOptions } from "../../../src/kinds/kubernetes-yaml-options.ts";
import { isRawObject } from "../../../src/kinds/raw-object.ts";
import { overlaid, type RawObject } from "../snapshot.ts";
import type { LogTexts } from "./pod-log.ts";

/** What lies in snapshot folders, for a fake API server. */
export interface KubeFolders {
  readonly objects: readonly RawObject[];
  readonly logs: LogTexts;
}

/**
 * Objects from folders and files as kubectl prints them: YAML of several documents, JSON, Lists. Later ones are laid
 * over earlier ones: they replace objects of the same name, and `meshwhy/delete: "true"` takes one away. Logs lie in
 * `logs/<namespace>/<pod>/<container>.log`. What is no Kubernetes object is passed over.
 */
export function readKubeFolders(paths: readonly string[]): KubeFolders {
  const layers: RawObject[][] = [];
  const logs: Record<string, string> = {};
  for (const path of paths) {
    const objects: RawObject[] = [];
    const isFolder = statSync(path).isDirectory();
    const names = isFolder ? readdirSync(path, { recursive: true, encoding: "utf8" }).sort() : [""];
    for (const name of names) {
      const file = join(path, name);
      const log = /^logs\/([^/]+\/[^/]+\/[^/]+)\.log$/.exec(name)?.[1];
      if (log !== undefined) logs[log] = readFileSync(file, "utf8");
      else if (/\.(?:ya?ml|json)$/.test(file)) objects.push(...kubeObjectsIn(readFileSync(file, "utf8")));
    }
    layers.push(objects);
  }
  return { objects: overlaid(...layers), logs };
}

const parsed = new Map<string, readonly RawObject[]>();

/** The same folders are read in many tests: a text is parsed once, and copied for whoever wants to change something. */
function kubeObjectsIn(text: string): readonly RawObject[] {
  const known = parsed.get(text) ?? objectsIn(text);
  parsed.set(text, known);
  return structuredClone(known);
}

function objectsIn(text: string): readonly RawObject[] {
  const documents = text.trimStart().startsWith("{")
    ? [JSON.parse(text) as unknown]
    : parseAllDocuments(text, kubernetesYamlOptions).map((document) => document.toJS() as unknown);
  return documents.flatMap(itemsOf);
}

function itemsOf(value: unknown): readonly RawObject[] {
  if (!isRawObject(value) || typeof value.kind !== "string" || typeof value.apiVersion !== "string") return [];
  if (value.kind.endsWith("List") && Array.isArray(value.items)) return value.items.flatMap(itemsOf);
  return isRawObject(value.metadata) ? [value as unknown as RawObject] : [];
}
