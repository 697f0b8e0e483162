import type { Spot } from "../../model/cause.ts";
import type { PatchOperation, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { path, pathParts, pointer } from "../../model/path.ts";
import { revisionNames } from "./revision-names.ts";

type Labels = Readonly<Record<string, string>>;

const enabling = "istio-injection";
const revision = "istio.io/rev";

/**
 * Labels that would have a Namespace's new pods injected. `istio-injection` beats `istio.io/rev`, so naming a revision
 * takes it away.
 */
export function labelNamespace({ home }: Mesh, spot: Spot, restart: string): readonly Proposal[] {
  const mesh = home(spot.ref);
  const namespace = mesh.get("Namespace", "", spot.ref.name);
  if (namespace === undefined) return [];
  const { labels } = namespace.metadata;
  const byRevision = revisionNames(mesh).map((name): Labels => ({ ...without(labels, enabling), [revision]: name }));
  const byDefault: Labels = { ...labels, [enabling]: "enabled" };
  const keptRevision = labels[revision] === undefined ? [] : [without(labels, enabling)];
  const wanted =
    pathParts(spot.path).at(-1) === revision
      ? [...byRevision, byDefault]
      : labels[enabling] === "enabled"
        ? [...keptRevision, ...byRevision]
        : [byDefault, ...keptRevision, ...byRevision];
  return wanted.flatMap((next) => {
    const patch = patchOf(labels, next, spot.ref.name);
    return patch.length < 2
      ? []
      : [
          {
            summary: summaryOf(labels, next, spot.ref.name),
            changes: [{ kind: "patch", ref: spot.ref, patch }],
            after: [restart],
          },
        ];
  });
}

function without(labels: Labels, key: string): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([other]) => other !== key));
}

function patchOf(old: Labels, next: Labels, name: string): PatchOperation[] {
  const operations = [enabling, revision].flatMap((key): PatchOperation[] => {
    const at = pointer(path("metadata", "labels", key));
    const [was, is] = [old[key], next[key]];
    if (was === is) return [];
    const test: PatchOperation[] = was === undefined ? [] : [{ op: "test", path: at, value: was }];
    if (is === undefined) return [...test, { op: "remove", path: at }];
    return [...test, { op: was === undefined ? "add" : "replace", path: at, value: is }];
  });
  if (operations.length === 0) return [];
  return operations[0]?.op === "test"
    ? operations
    : [{ op: "test", path: "/metadata/name", value: name }, ...operations];
}

function summaryOf(old: Labels, next: Labels, name: string): string {
  const set = [enabling, revision].filter((key) => next[key] !== undefined && next[key] !== old[key]);
  const gone = [enabling, revision].filter((key) => old[key] !== undefined && next[key] === undefined);
  const parts = [
    ...(set.length === 0 ? [] : [`label it ${set.map((key) => `${key}=${next[key]}`).join(", ")}`]),
    ...(gone.length === 0 ? [] : [`take ${gone.map((key) => `${key}=${old[key]}`).join(", ")} away`]),
  ];
  return `Have namespace ${name} injected: ${parts.join(" and ")}`;
}
