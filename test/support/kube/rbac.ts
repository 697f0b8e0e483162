/** Role-based access control as Kubernetes evaluates it. */
import type { RawObject } from "../snapshot.ts";
import { bootstrapRoles } from "./bootstrap-roles.ts";

/** Who asks. */
export interface KubeUser {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A subject as bindings write it. */
export interface Subject {
  readonly kind: "User" | "Group" | "ServiceAccount";
  readonly name: string;
  /** Of a ServiceAccount. */
  readonly namespace?: string;
}

/** What someone wants to do. */
export type Attempt =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly verb: string; readonly path: string };

export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** What came of an attempt. */
export interface Decision {
  readonly allowed: boolean;
  /** By which rule, or what was amiss with the bindings; "" where there is nothing to say. */
  readonly reason: string;
}

export interface Authorizer {
  decide(user: KubeUser, attempt: Attempt): Decision;
  /** All rules that hold for a user in a namespace. */
  rules(user: KubeUser, namespace: string): readonly PolicyRule[];
}

/** Lets everybody do everything. */
export const everythingAllowed: Authorizer = {
  decide: () => ({ allowed: true, reason: "" }),
  rules: () => [
    { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
    { verbs: ["*"], nonResourceURLs: ["*"] },
  ],
};

interface Binding {
  readonly kind: "ClusterRoleBinding" | "RoleBinding";
  readonly metadata: RawObject["metadata"];
  readonly subjects?: readonly Subject[];
  readonly roleRef: { readonly kind: "ClusterRole" | "Role"; readonly name: string };
}

interface Applied {
  readonly binding: Binding;
  readonly subject: Subject;
  /** `undefined`: the role that is bound is not there. */
  readonly rules: readonly PolicyRule[] | undefined;
}

/** @param objects roles and bindings; what every cluster binds for `system:authenticated` is added to them */
export function rbacAuthorizer(objects: readonly RawObject[]): Authorizer {
  const all = [...bootstrapRoles, ...objects];
  const roles = new Map(
    all
      .filter(({ kind }) => kind === "Role" || kind === "ClusterRole")
      .map((role) => [
        roleKey(role.kind, role.metadata.namespace, role.metadata.name),
        (role.rules ?? []) as readonly PolicyRule[],
      ]),
  );
  const bindings = all.filter(({ kind }) => kind.endsWith("RoleBinding")) as unknown as readonly Binding[];

  function* applied(user: KubeUser, namespace: string): Iterable<Applied> {
    for (const kind of ["ClusterRoleBinding", "RoleBinding"] as const)
      for (const binding of bindings) {
        if (binding.kind !== kind) continue;
        const own = binding.metadata.namespace ?? "default";
        if (kind === "RoleBinding" && (namespace === "" || own !== namespace)) continue;
        const subject = binding.subjects?.find((one) => isSubject(user, one, own));
        if (subject === undefined) continue;
        const { roleRef } = binding;
        yield { binding, subject, rules: roles.get(roleKey(roleRef.kind, own, roleRef.name)) };
      }
  }

  return {
    decide: (user, attempt) => {
      if (user.groups.includes("system:masters")) return { allowed: true, reason: "" };
      const troubles: string[] = [];
      for (const { binding, subject, rules } of applied(user, "namespace" in attempt ? attempt.namespace : "")) {
        if (rules === undefined) troubles.push(missingRole(binding));
        else if (rules.some((rule) => allows(rule, attempt)))
          return { allowed: true, reason: because(binding, subject) };
      }
      if (troubles.length === 0) return { allowed: false, reason: "" };
      return { allowed: false, reason: `RBAC: ${troubles.length === 1 ? troubles[0] : `[${troubles.join(", ")}]`}` };
    },
    rules: (user, namespace) => [...applied(user, namespace)].flatMap(({ rules = [] }) => rules),
  };
}

/** The user as whom a subject comes. */
export function userOf({ kind, name, namespace = "default" }: Subject): KubeUser {
  if (kind === "Group") return { name: `member-of-${name}`, groups: [name, "system:authenticated"] };
  if (kind === "User") return { name, groups: ["system:authenticated"] };
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}

function isSubject(user: KubeUser, { kind, name, namespace }: Subject, ofBinding: string): boolean {
  if (kind === "User") return user.name === name;
  if (kind === "Group") return user.groups.includes(name);
  return user.name === `system:serviceaccount:${namespace ?? ofBinding}:${name}`;
}

function roleKey(kind: string, namespace: string | undefined, name: string): string {
  return kind === "ClusterRole" ? `ClusterRole/${name}` : `Role/${namespace ?? "default"}/${name}`;
}

function missingRole({ roleRef: { kind, name } }: Binding): string {
  return `${kind.toLowerCase()}.rbac.authorization.k8s.io "${name}" not found`;
}

function because({ kind, metadata, roleRef }: Binding, subject: Subject): string {
  const name = kind === "RoleBinding" ? `${metadata.name}/${metadata.namespace ?? "default"}` : metadata.name;
  const who =
    subject.kind === "ServiceAccount"
      ? `${subject.name}/${subject.namespace ?? metadata.namespace ?? ""}`
      : subject.name;
  return `RBAC: allowed by ${kind} "${name}" of ${roleRef.kind} "${roleRef.name}" to ${subject.kind} "${who}"`;
}

function allows(rule: PolicyRule, attempt: Attempt): boolean {
  if (!holds(rule.verbs, attempt.verb)) return false;
  if ("path" in attempt)
    return (rule.nonResourceURLs ?? []).some(
      (url) =>
        url === "*" || url === attempt.path || (url.endsWith("*") && attempt.path.startsWith(url.replace(/\*+$/, ""))),
    );
  const { group, resource, subresource, name } = attempt;
  if (!holds(rule.apiGroups, group)) return false;
  const { resources = [], resourceNames = [] } = rule;
  const isNamed = resources.some((one) =>
    subresource === ""
      ? one === "*" || one === resource
      : one === "*" || one === `${resource}/${subresource}` || one === `*/${subresource}`,
  );
  return isNamed && (resourceNames.length === 0 || resourceNames.includes(name));
}

function holds(values: readonly string[] = [], wanted: string): boolean {
  return values.includes("*") || values.includes(wanted);
}
