import { readFileSync } from "node:fs";
import { test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { toResource } from "../../../src/kinds/to-resource.ts";
import { createMesh } from "../../../src/mesh/create-mesh.ts";
import type { Mesh } from "../../../src/model/mesh.ts";
import type { AnyResource } from "../../../src/model/resource-kinds.ts";
import type { Gap } from "../../../src/model/snapshot.ts";

/** A case of Istio's own tests, as the converter wrote it. */
export interface Case<Call, Expect> {
  readonly case: string;
  readonly source: string;
  readonly meshConfig?: Readonly<Record<string, unknown>>;
  readonly call: Call;
  readonly expect: Expect;
  readonly registry?: readonly RegistryRow[];
  readonly config: string;
}

/** A service as Istio's test has it. */
export interface RegistryRow {
  readonly hostname: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly ports?: readonly { readonly port: number; readonly name: string; readonly protocol?: string }[];
  readonly exportTo?: readonly string[];
  readonly registry?: "Kubernetes" | "External";
  readonly resolution?: string;
  readonly creationTime?: number;
}

/**
 * One test per case. A known gap is a case that is not met and says why; one that is met after all fails, so that the
 * list stays true.
 */
export function conformance<Call, Expect>(
  suite: string,
  knownGaps: Readonly<Record<string, string>>,
  check: (mesh: Mesh, given: Case<Call, Expect>) => void,
): void {
  const text = readFileSync(new URL(`../../conformance/${suite}/cases.yaml`, import.meta.url), "utf8");
  const { cases } = parse(text) as { readonly cases: readonly Case<Call, Expect>[] };
  for (const given of cases) {
    const gap = knownGaps[given.case];
    const title = gap === undefined ? given.case : `${given.case} (known gap: ${gap})`;
    test(title, { fails: gap !== undefined }, () => check(meshOf(given), given));
  }
  test("every known gap is a case", () => {
    const unknown = Object.keys(knownGaps).filter((name) => !cases.some((given) => given.case === name));
    if (unknown.length > 0) throw new Error(`No such case: ${unknown.join(", ")}`);
  });
}

function meshOf({ config, meshConfig }: Case<unknown, unknown>): Mesh {
  const objects: unknown[] = parseAllDocuments(config).map((document) => document.toJS());
  if (meshConfig !== undefined)
    objects.push({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "istio", namespace: "istio-system" },
      mesh: meshConfig,
    });
  return meshFrom(objects);
}

/** A mesh of raw objects. */
function meshFrom(objects: readonly unknown[]): Mesh {
  const resources: Record<string, AnyResource[]> = {};
  const gaps: Gap[] = [];
  for (const object of objects) {
    const read = toResource(object);
    if (read === undefined) continue;
    if (read.resource === undefined) gaps.push(read.gap);
    else resources[read.kind] = [...(resources[read.kind] ?? []), read.resource];
  }
  return createMesh({ resources: resources, gaps, at: "2026-08-22T12:00:00Z" });
}
