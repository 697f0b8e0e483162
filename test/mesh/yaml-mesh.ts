import { parseAllDocuments } from "yaml";
import { toResource } from "../../src/kinds/to-resource.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import type { AnyResource, Kind, ResourceKinds } from "../../src/model/resource-kinds.ts";
import type { Gap, Resources } from "../../src/model/snapshot.ts";

/** A mesh made of the objects in a YAML text; kinds named in `unread` count as not read. */
export function yamlMesh(text: string, unread: readonly Kind[] = []): Mesh {
  const resources: Partial<Record<Kind, AnyResource[]>> = {};
  for (const document of parseAllDocuments(text)) {
    const value: unknown = document.toJS();
    if (value === null || value === undefined) continue;
    const converted = toResource(value);
    if (converted?.resource === undefined)
      throw new Error(`Cannot convert ${JSON.stringify(value)}: ${converted?.gap?.why}`);
    resources[converted.kind] = [...(resources[converted.kind] ?? []), converted.resource];
  }
  const gaps = unread.map((kind): Gap => ({ what: kind, why: "not read", kind }));
  return createMesh({ resources: resources as Resources, gaps, at: "2026-01-01T00:00:00Z" });
}

/** The oldest object of a kind. */
export function first<K extends Kind>(mesh: Mesh, kind: K): ResourceKinds[K] {
  const [found] = mesh.all(kind);
  if (found === undefined) throw new Error(`Cannot find a ${kind}`);
  return found;
}
