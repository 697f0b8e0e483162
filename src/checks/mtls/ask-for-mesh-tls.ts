import { askedService } from "../../model/asked-service.ts";
import type { Change, Proposal } from "../../model/fix.ts";
import type { Ref } from "../../model/ref.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import type { Scene } from "../in-force/scene.ts";
import { shortHost } from "../short-host.ts";
import { valueAt } from "../value-at.ts";

const meshTls = { mode: "ISTIO_MUTUAL" } as const;

/** A DestinationRule that asks for mTLS by name, where nothing chooses it: the one in force, or a new one. */
export function askForMeshTls(scene: Scene): readonly Proposal[] {
  const rule = ruleInForce(scene);
  if (rule === undefined) return created(scene);
  const policy = valueAt(scene.mesh, { ref: rule, path: "spec.trafficPolicy" });
  const witness = { path: "metadata.name", value: rule.name };
  const change: Change =
    policy === undefined
      ? addMember({ ref: rule, path: "spec.trafficPolicy" }, { tls: meshTls }, witness)
      : addMember({ ref: rule, path: "spec.trafficPolicy.tls" }, meshTls, witness);
  return [{ summary: `Have ${refText(rule)} ask for mTLS (ISTIO_MUTUAL)`, changes: [change], after: [] }];
}

/** The rule by which the cluster was made, as the trace tells. */
function ruleInForce({ way }: Scene): Ref | undefined {
  const cluster = way.findLast(({ kind }) => kind === "cluster");
  return cluster?.because.flatMap((one) =>
    one.kind === "field" && one.ref.kind === "DestinationRule" && one.path === "spec.host" ? [one.ref] : [],
  )[0];
}

function created({ mesh, pair, flow }: Scene): readonly Proposal[] {
  const service = askedService(pair, flow);
  if (service === undefined) return [];
  const { namespace, hostname } = service;
  const name = `${service.ref.name}-mtls`;
  if (mesh.get("DestinationRule", namespace, name) !== undefined) return [];
  const ref: Ref = { apiVersion: "networking.istio.io/v1", kind: "DestinationRule", namespace, name };
  const object = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name, namespace },
    spec: { host: hostname, trafficPolicy: { tls: meshTls } },
  };
  return [
    {
      summary: `Create a DestinationRule that asks for mTLS towards ${shortHost(hostname)}`,
      changes: [{ kind: "create", ref, object }],
      after: [],
    },
  ];
}
