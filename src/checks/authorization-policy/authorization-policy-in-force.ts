import type { Inert } from "../../model/cause.ts";
import type { PatchOperation, Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { pointer } from "../../model/path.ts";
import { type Ref, refText } from "../../model/ref.ts";
import { calleeLabels } from "../callee-labels.ts";
import { removeValue } from "../change/remove-value.ts";
import { fitSelector } from "../in-force/fit-selector.ts";
import { podLabels } from "../pod-labels.ts";
import { valueAt } from "../value-at.ts";

/** What would put an AuthorizationPolicy in force at a server that it was meant for. */
export function authorizationPolicyInForce(inert: Inert, mesh: Mesh, pair: Pair, server: Ref): readonly Proposal[] {
  const { ref, path, reason } = inert;
  if (reason === "namespace") return besideServer(inert, mesh, server);
  if (path.startsWith("spec.targetRef")) return bySelector(inert, mesh, pair, server);
  if (path.startsWith("spec.selector")) return fitSelector(mesh, inert, podLabels(mesh, server));
  const old = valueAt(mesh, inert);
  if (old === undefined || !path.startsWith("metadata.annotations")) return [];
  return [
    { summary: `Put ${refText(ref)} in force: no dry run any more`, changes: [removeValue(inert, old)], after: [] },
  ];
}

/** A copy in the server's namespace; the misplaced one selects nothing, and may be deleted later. */
function besideServer({ ref }: Inert, mesh: Mesh, { namespace }: Ref): readonly Proposal[] {
  const spec = valueAt(mesh, { ref, path: "spec" });
  if (spec === undefined || mesh.home(ref).get("AuthorizationPolicy", namespace, ref.name) !== undefined) return [];
  const created: Ref = { ...ref, namespace };
  const object: Readonly<Record<string, Json>> = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: ref.name, namespace },
    spec,
  };
  return [
    {
      summary: `Create ${refText(ref)} in namespace ${namespace}`,
      changes: [{ kind: "create", ref: created, object }],
      after: [],
    },
  ];
}

/** A sidecar looks at selectors only. */
function bySelector({ ref, path }: Inert, mesh: Mesh, pair: Pair, server: Ref): readonly Proposal[] {
  const old = valueAt(mesh, { ref, path });
  const matchLabels = calleeLabels(mesh, pair, server);
  if (old === undefined || Object.keys(matchLabels).length === 0) return [];
  const patch: readonly PatchOperation[] = [
    { op: "test", path: pointer(path), value: old },
    { op: "remove", path: pointer(path) },
    { op: "add", path: "/spec/selector", value: { matchLabels } },
  ];
  return [
    {
      summary: `Have ${refText(ref)} select ${pair.to.name} by its labels instead of targetRefs`,
      changes: [{ kind: "patch", ref, patch }],
      after: [],
    },
  ];
}
