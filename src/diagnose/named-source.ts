import type { AuthorizationPolicy, AuthorizationRule } from "../model/resources/security.ts";

/** Whom a value of an authorization rule names. */
export type Named =
  | { readonly kind: "account"; readonly namespace: string; readonly account: string }
  | { readonly kind: "namespace"; readonly namespace: string }
  /** Everybody with an identity, or those that a pattern fits. */
  | { readonly kind: "pattern"; readonly pattern: string };

/** A value of a rule that names callers, and where it stands. */
export interface NamedSource {
  readonly named: Named;
  /** `spec.rules[0].from[0].source.principals[1]`. */
  readonly path: string;
  readonly value: string;
}

/** All callers that a rule names by identity, in the order of its fields. Exclusions name nobody. */
export function namedSources({ metadata }: AuthorizationPolicy, rule: AuthorizationRule, index: number): NamedSource[] {
  const own = metadata.namespace;
  const at = `spec.rules[${index}]`;
  const from = (rule.from ?? []).flatMap(({ source = {} }, i) => [
    ...sources(source.principals, `${at}.from[${i}].source.principals`, principalNamed),
    ...sources(source.namespaces, `${at}.from[${i}].source.namespaces`, namespaceNamed),
    ...sources(source.serviceAccounts, `${at}.from[${i}].source.serviceAccounts`, (value) => accountNamed(value, own)),
  ]);
  const when = (rule.when ?? []).flatMap(({ key, values }, i) => {
    const named = readers[key];
    return named === undefined ? [] : sources(values, `${at}.when[${i}].values`, (value) => named(value, own));
  });
  return [...from, ...when];
}

const readers: Readonly<Record<string, ((value: string, own: string) => Named) | undefined>> = {
  "source.principal": principalNamed,
  "source.namespace": namespaceNamed,
  "source.serviceAccount": accountNamed,
};

function sources(values: readonly string[] = [], path: string, read: (value: string) => Named): NamedSource[] {
  return values.map((value, i) => ({ named: read(value), path: `${path}[${i}]`, value }));
}

/** `cluster.local/ns/shop/sa/checkout`; `cluster.local/ns/shop/*` is a namespace. */
function principalNamed(value: string): Named {
  const [, namespace, account] = /\/ns\/([^/*]+)\/(?:sa\/)?([^/]+)$/.exec(value) ?? [];
  if (namespace === undefined || account === undefined) return { kind: "pattern", pattern: value };
  if (account === "*") return { kind: "namespace", namespace };
  return account.includes("*") ? { kind: "pattern", pattern: value } : { kind: "account", namespace, account };
}

function namespaceNamed(value: string): Named {
  return value.includes("*") ? { kind: "pattern", pattern: value } : { kind: "namespace", namespace: value };
}

/** An account alone is of the policy's namespace. */
function accountNamed(value: string, own: string): Named {
  const slash = value.indexOf("/");
  if (value.includes("*")) return { kind: "pattern", pattern: value };
  return slash < 0
    ? { kind: "account", namespace: own, account: value }
    : { kind: "account", namespace: value.slice(0, slash), account: value.slice(slash + 1) };
}
