import type { Inert, Spot } from "../../model/cause.ts";
import type { Change, Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import { path, pathParts, pointer } from "../../model/path.ts";
import { type Ref, refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { fitSelector } from "../in-force/fit-selector.ts";
import { podLabels } from "../pod-labels.ts";
import { valueAt } from "../value-at.ts";

interface ServerEnd {
  readonly mesh: Mesh;
  /** The server's owner. */
  readonly server: Ref;
  /** The port on which its application listens. */
  readonly port: number;
  /** The field that is in force instead. */
  readonly winner: Spot | undefined;
}

/** What would put a PeerAuthentication in force that was meant for a server: its key, its place, its selector, its age. */
export function peerAuthenticationInForce(inert: Inert, end: ServerEnd): readonly Proposal[] {
  switch (inert.reason) {
    case "port":
      return keyedByTarget(inert, end);
    case "namespace":
      return inOwnNamespace(inert, end);
    case "selector":
      return fitSelector(end.mesh, inert, podLabels(end.mesh, end.server));
    case "overridden":
      return toldByTheOlder(inert, end);
    default:
      return [];
  }
}

function keyedByTarget({ ref, path: at }: Inert, { mesh, port }: ServerEnd): readonly Proposal[] {
  const old = valueAt(mesh, { ref, path: at });
  const key = pathParts(at).at(-1);
  if (old === undefined || typeof key !== "string") return [];
  const target = pointer(path("spec", "portLevelMtls", String(port)));
  return [
    {
      summary: `Key portLevelMtls of ${refText(ref)} by the port that the application listens on: ${port} instead of ${key}`,
      changes: [
        {
          kind: "patch",
          ref,
          patch: [
            { op: "test", path: pointer(at), value: old },
            { op: "remove", path: pointer(at) },
            { op: "add", path: target, value: old },
          ],
        },
      ],
      after: [],
      weakens: true,
    },
  ];
}

/** A copy where selectors count; the one in the root namespace does nothing, and may be deleted later. */
function inOwnNamespace({ ref }: Inert, { mesh, server }: ServerEnd): readonly Proposal[] {
  const spec = valueAt(mesh, { ref, path: "spec" });
  const { namespace } = server;
  if (spec === undefined || mesh.home(ref).get("PeerAuthentication", namespace, ref.name) !== undefined) return [];
  const created: Ref = { ...ref, namespace };
  const object: Readonly<Record<string, Json>> = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: ref.name, namespace },
    spec,
  };
  const change: Change = { kind: "create", ref: created, object };
  return [{ summary: `Create ${refText(ref)} in namespace ${namespace}`, changes: [change], after: [], weakens: true }];
}

/** Only the oldest of a scope counts: it is told what the younger one says. */
function toldByTheOlder({ ref }: Inert, { mesh, winner }: ServerEnd): readonly Proposal[] {
  const wanted = valueAt(mesh, { ref, path: "spec.mtls.mode" });
  const old = winner === undefined ? undefined : valueAt(mesh, winner);
  if (winner === undefined || typeof wanted !== "string" || typeof old !== "string") return [];
  if (winner.ref.namespace !== ref.namespace || wanted === old) return [];
  return [
    {
      summary: `Set ${winner.path} of ${refText(winner.ref)}, the older one, to ${wanted} as ${ref.name} says`,
      changes: [replaceValue(winner, old, wanted)],
      after: [],
      ...(wanted === "STRICT" || old === "DISABLE" ? {} : { weakens: true }),
    },
  ];
}
