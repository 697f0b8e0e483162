import { applyPatch, type Operation } from "rfc6902";
import { kindOf } from "../kinds/kind-of.ts";
import { toResource } from "../kinds/to-resource.ts";
import { podFromTemplate } from "../mesh/pod-from-template.ts";
import { refOf } from "../mesh/ref-of.ts";
import { podsOwnedBy } from "../mesh/workloads.ts";
import type { Change } from "../model/fix.ts";
import type { Mesh, ResourceChange } from "../model/mesh.ts";
import type { Kind } from "../model/resource-kinds.ts";
import type { Pod, Service } from "../model/resources/core.ts";
import type { Controller } from "../model/resources/workloads.ts";
import { advancedSlices } from "./advanced-slices.ts";

/**
 * A copy of the mesh with the changes made, and advanced as controllers would: new templates make new pods, injected
 * as the live webhooks would; changed Namespaces re-inject where a restart follows; selectors and pods make new
 * EndpointSlices. `undefined`: a change does not apply (the old value is another, the result is no valid object).
 * `restarts`: controllers whose pods are made anew afterwards.
 */
export function applyChanges(
  mesh: Mesh,
  changes: readonly Change[],
  restarts: readonly Restart[] = [],
): Mesh | undefined {
  let made = mesh;
  for (const cluster of clustersOf(mesh, changes)) {
    const own = changes.filter(({ ref }) => (ref.cluster ?? mesh.cluster) === cluster);
    const changed = appliedAt(made.home({ ...(cluster === undefined ? {} : { cluster }) }), own, restarts);
    if (changed === undefined) return undefined;
    made = changed.home(mesh);
  }
  return made;
}

/** A controller whose pods are made anew, in the cluster in which something is changed. */
interface Restart {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
}

/** Where something is changed; a restart alone is one of the mesh's own cluster. */
function clustersOf(mesh: Mesh, changes: readonly Change[]): ReadonlySet<string | undefined> {
  return new Set(changes.length === 0 ? [mesh.cluster] : changes.map(({ ref }) => ref.cluster ?? mesh.cluster));
}

function appliedAt(mesh: Mesh, changes: readonly Change[], restarts: readonly Restart[]): Mesh | undefined {
  const made: ResourceChange[] = [];
  let direct = mesh;
  for (const change of changes) {
    const result = changed(direct, change);
    if (result === undefined) return undefined;
    made.push(result);
    direct = direct.with([result]);
  }
  return advanced(direct, made, restarts);
}

function changed(mesh: Mesh, change: Change): ResourceChange | undefined {
  const kind = kindOf(change.ref.apiVersion, change.ref.kind);
  if (kind === undefined) return undefined;
  const { namespace, name } = change.ref;
  switch (change.kind) {
    case "delete":
      return { kind, namespace, name, resource: undefined };
    case "create":
      return valid(change.object, kind);
    case "patch": {
      const old = mesh.get(kind, namespace, name);
      if (old === undefined) return undefined;
      const copy = structuredClone(old) as unknown;
      const errors = applyPatch(copy, change.patch as Operation[]);
      return errors.some((error) => error !== null) ? undefined : valid(copy, kind);
    }
  }
}

function valid(raw: unknown, kind: Kind): ResourceChange | undefined {
  const converted = toResource(raw);
  if (converted?.resource === undefined || converted.kind !== kind) return undefined;
  const { metadata } = converted.resource;
  return { kind, namespace: metadata.namespace, name: metadata.name, resource: converted.resource };
}

const templated = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"];

function advanced(mesh: Mesh, made: readonly ResourceChange[], restarts: readonly Restart[]): Mesh {
  const controllers = new Map<string, Controller>();
  for (const { kind, resource } of made) {
    if (resource !== undefined && templated.includes(kind))
      controllers.set(`${kind}/${resource.metadata.namespace}/${resource.metadata.name}`, resource as Controller);
  }
  for (const { kind, namespace, name } of restarts) {
    const found = mesh.get(kind as "Deployment", namespace, name);
    if (found !== undefined) controllers.set(`${kind}/${namespace}/${name}`, found);
  }
  const pods = [...controllers.values()].flatMap((controller) => renewedPods(mesh, controller));
  const withPods = pods.length === 0 ? mesh : mesh.with(pods);
  const namespaces = new Set(
    [...pods, ...made.filter(({ kind }) => kind === "Service" || kind === "Pod")].map(({ namespace }) => namespace),
  );
  const slices = [...namespaces].flatMap((namespace) =>
    advancedSlices(withPods, namespace, touchedServices(withPods, namespace, made, pods)),
  );
  return slices.length === 0 ? withPods : withPods.with(slices);
}

/** Each pod anew from its template, in its old place; a controller without pods gets as many as it asks for. */
function renewedPods(mesh: Mesh, controller: Controller): ResourceChange[] {
  const { namespace, name } = controller.metadata;
  const old = podsOwnedBy(mesh, refOf(controller));
  const wanted = controller.spec.replicas ?? Math.max(1, old.length);
  const owner = [{ apiVersion: controller.apiVersion, kind: controller.kind, name, controller: true }];
  const renewed: ResourceChange[] = [];
  for (let i = 0; i < Math.max(old.length, Math.min(wanted, 50)); i += 1) {
    const before = old[i];
    const podName = before?.metadata.name ?? `${name}-${i}`;
    if (i >= wanted) {
      renewed.push({ kind: "Pod", namespace, name: podName, resource: undefined });
      continue;
    }
    const pod: Pod = podFromTemplate(mesh, {
      template: controller.spec.template,
      namespace,
      name: podName,
      owner: before?.metadata.ownerReferences ?? owner,
      ip: before?.status.podIP ?? syntheticIp(namespace, name, i),
      ...(before?.spec.nodeName === undefined ? {} : { nodeName: before.spec.nodeName }),
    });
    renewed.push({ kind: "Pod", namespace, name: podName, resource: pod });
  }
  return renewed;
}

/** An address from the block reserved for documentation: no pod of the snapshot has it. */
function syntheticIp(namespace: string, name: string, i: number): string {
  let hash = 7;
  for (const letter of `${namespace}/${name}`) hash = (hash * 31 + letter.charCodeAt(0)) % 65_521;
  return `198.${18 + (hash % 2)}.${Math.floor(hash / 256) % 256}.${(hash + i) % 256}`;
}

function touchedServices(
  mesh: Mesh,
  namespace: string,
  made: readonly ResourceChange[],
  pods: readonly ResourceChange[],
): readonly Service[] {
  const changedServices = new Set(
    made.filter(({ kind, namespace: of }) => kind === "Service" && of === namespace).map(({ name }) => name),
  );
  const all =
    pods.some((pod) => pod.namespace === namespace) ||
    made.some(({ kind, namespace: of }) => kind === "Pod" && of === namespace);
  return mesh.list("Service", namespace).filter(({ metadata }) => all || changedServices.has(metadata.name));
}
