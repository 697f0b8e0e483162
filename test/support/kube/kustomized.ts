/** What `kubectl kustomize` prints, as far as the files in infra/kubernetes/ use it: `resources`, `namespace`, subjects. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import type { RawObject } from "../snapshot.ts";

interface Kustomization {
  readonly resources?: readonly string[];
  readonly namespace?: string;
  readonly patches?: readonly { readonly target: { readonly kind: string }; readonly patch: string }[];
}

/** @throws Error for a file that uses what is not understood here */
export function kustomized(folder: string): readonly RawObject[] {
  const file = parse(readFileSync(join(folder, "kustomization.yaml"), "utf8")) as Kustomization;
  const { resources = [], namespace, patches = [], ...rest } = file;
  const unknown = Object.keys(rest).filter((key) => key !== "apiVersion" && key !== "kind");
  if (unknown.length > 0) throw new Error(`${folder}: ${unknown.join(", ")} is not understood`);
  const objects = resources.flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? kustomized(path) : documents(path);
  });
  return objects.map((object) => {
    const placed =
      namespace === undefined || /^(?:Cluster|Namespace)/.test(object.kind)
        ? object
        : { ...object, metadata: { ...object.metadata, namespace } };
    let patched: RawObject = placed;
    for (const { target, patch } of patches) {
      if (!new RegExp(`^(?:${target.kind})$`).test(patched.kind)) continue;
      const [{ op, path, value }] = parse(patch) as [{ op: string; path: string; value: unknown }];
      if (op !== "replace" || path !== "/subjects") throw new Error(`${folder}: ${op} ${path} is not understood`);
      patched = { ...patched, subjects: value };
    }
    return patched;
  });
}

function documents(path: string): readonly RawObject[] {
  return parseAllDocuments(readFileSync(path, "utf8")).map((document) => document.toJS() as RawObject);
}
