import type { Spot } from "../../model/cause.ts";
import type { PatchOperation, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { path, pointer } from "../../model/path.ts";
import { refText } from "../../model/ref.ts";
import { valueAt } from "../value-at.ts";

type Labels = Readonly<Record<string, string>>;

/** A selector that misses a workload by a label is made to match it. */
export function fitSelector(mesh: Mesh, { ref, path: at }: Spot, labels: Labels): readonly Proposal[] {
  const selector = valueAt(mesh, { ref, path: at });
  if (typeof selector !== "object" || selector === null || Array.isArray(selector)) return [];
  const wrong = Object.entries(selector as Labels).filter(([key, value]) => labels[key] !== value);
  const patch = wrong.flatMap(([key, value]) => fitted(at, key, value, labels, selector as Labels));
  const left = Object.keys(selector).length + balance(patch);
  // Without a label left it would select everything.
  if (wrong.length === 0 || left < 1) return [];
  return [
    {
      summary: `Have the selector of ${refText(ref)} match ${wrong.map(([key]) => `${key}=${labels[key] ?? "(none)"}`).join(", ")}`,
      changes: [{ kind: "patch", ref, patch }],
      after: [],
    },
  ];
}

function balance(patch: readonly PatchOperation[]): number {
  return patch.filter(({ op }) => op === "add").length - patch.filter(({ op }) => op === "remove").length;
}

/** The workload's own value; else the key under which the value stands there; else the label is not asked for. */
function fitted(at: string, key: string, value: string, labels: Labels, selector: Labels): PatchOperation[] {
  const place = (name: string) => pointer(`${at}${path(name).startsWith("[") ? "" : "."}${path(name)}`);
  const test: PatchOperation = { op: "test", path: place(key), value };
  const own = labels[key];
  if (own !== undefined) return [test, { op: "replace", path: place(key), value: own }];
  const other = Object.keys(labels).find((name) => labels[name] === value && selector[name] === undefined);
  return [
    test,
    { op: "remove", path: place(key) },
    ...(other === undefined ? [] : [{ op: "add", path: place(other), value } as const]),
  ];
}
