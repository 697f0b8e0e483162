/** The roles in infra/kubernetes/, rule by rule. */
import { join } from "node:path";
import { kustomized } from "../support/kube/kustomized.ts";
import type { PolicyRule, Subject } from "../support/kube/rbac.ts";
import { requestInfo } from "../support/kube/request-info.ts";
import type { KubeRequest } from "../support/kube/start-fake-kube.ts";
import type { RawObject } from "../support/snapshot.ts";

export const rolesFolder = join(import.meta.dirname, "../../infra/kubernetes");

/** As whom the service account of in-cluster/ comes. */
export const serviceAccount: Subject = { kind: "ServiceAccount", name: "meshwhy", namespace: "meshwhy" };
/** As whom those come who are in the group of all other variants. */
export const reader: Subject = { kind: "Group", name: "meshwhy-readers" };

/** What some folders of infra/kubernetes/ hold together. */
export function rolesOf(...folders: readonly string[]): readonly RawObject[] {
  return folders.flatMap((folder) => kustomized(join(rolesFolder, folder)));
}

/** One rule, and where it stands. */
export interface Placed {
  readonly role: string;
  readonly namespace: string;
  readonly at: number;
  readonly rule: PolicyRule;
}

export function rulesIn(objects: readonly RawObject[]): readonly Placed[] {
  return objects
    .filter(({ kind }) => kind === "Role" || kind === "ClusterRole")
    .flatMap(({ metadata, rules }) =>
      (rules as readonly PolicyRule[]).map((rule, at) => ({
        role: metadata.name,
        namespace: metadata.namespace ?? "",
        at,
        rule,
      })),
    );
}

/** `get configmaps/istio`, `list virtualservices.networking.istio.io`: what a rule says of one verb. */
export function namesOf({ rule: { apiGroups = [], resources = [], verbs = [], resourceNames = [""] } }: Placed) {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => resourceNames.map((name) => rightName({ group, resource, verb, name }))),
    ),
  );
}

/** The rights that a request takes, by the names that rules have: with the object's name, and without. */
export function rightsOf({ method, path, query }: KubeRequest): readonly string[] {
  const { resource, verb, name } = requestInfo(method, path, new URLSearchParams(query));
  if (resource === undefined) return [];
  const { group, plural, subresource } = resource;
  const asked = { group, resource: subresource === "" ? plural : `${plural}/${subresource}`, verb };
  return [rightName({ ...asked, name: "" }), rightName({ ...asked, name })];
}

/** All but one rule. */
export function without(objects: readonly RawObject[], { role, namespace, at }: Placed): readonly RawObject[] {
  return objects.map((object) =>
    object.metadata.name === role &&
    (object.metadata.namespace ?? "") === namespace &&
    (object.kind === "Role" || object.kind === "ClusterRole")
      ? { ...object, rules: (object.rules as readonly PolicyRule[]).filter((_, index) => index !== at) }
      : object,
  );
}

function rightName(right: {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly name: string;
}): string {
  const { group, resource, verb, name } = right;
  return `${verb} ${resource}${group === "" ? "" : `.${group}`}${name === "" ? "" : ` ${name}`}`;
}
