import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Ref } from "../../model/ref.ts";
import { calleeLabels } from "../callee-labels.ts";
import type { Admission } from "./admit-caller.ts";

/** A new ALLOW policy for this caller alone, on the port that it calls. */
export function ownPolicy({ mesh, pair, cause, nearest, identity, caller, callee }: Admission): readonly Proposal[] {
  const { server, port } = cause;
  const { namespace } = server;
  const matchLabels = calleeLabels(mesh, pair, server);
  const name = `${callee}-from-${caller}`;
  const exists = mesh.home(server).get("AuthorizationPolicy", namespace, name) !== undefined;
  if (identity === undefined || exists || Object.keys(matchLabels).length === 0) return [];
  const ref: Ref = { ...nearest.policy, namespace, name };
  const from = [{ source: { principals: [identity] } }];
  const rule: Json = port === undefined ? { from } : { from, to: [{ operation: { ports: [String(port)] } }] };
  const object = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name, namespace },
    spec: { selector: { matchLabels }, action: "ALLOW", rules: [rule] },
  };
  return [
    {
      summary: `Create an AuthorizationPolicy that lets ${caller} alone call ${callee}${port === undefined ? "" : ` on port ${port}`}`,
      changes: [{ kind: "create", ref, object }],
      after: [],
    },
  ];
}
