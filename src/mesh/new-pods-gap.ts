import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { Gap } from "../model/snapshot.ts";
import { injectionOf } from "./injection.ts";
import { controllerOf } from "./workloads.ts";

/** Why it is not known whether pods that a controller makes from now on have a proxy; `undefined`: it is known. */
export function newPodsGap(mesh: Mesh, owner: Ref): Gap | undefined {
  const controller =
    owner.kind === "CronJob" ? mesh.get("CronJob", owner.namespace, owner.name) : controllerOf(mesh, owner);
  if (controller === undefined) return undefined;
  const { spec } = controller;
  const template = "jobTemplate" in spec ? spec.jobTemplate.spec.template : spec.template;
  if (template.spec.containers.some(({ name }) => name === "istio-proxy")) return undefined;
  const { injected, gap } = injectionOf(mesh, {
    namespace: owner.namespace,
    labels: template.metadata.labels,
    annotations: template.metadata.annotations,
    spec: template.spec,
  });
  return injected === "unknown" ? gap : undefined;
}
