import type { AuthorizationPolicy } from "../../model/resources/security.ts";
import { accountIn } from "../../model/workload.ts";
import { isFitNamespace } from "./fit-name.ts";
import { limits } from "./limits.ts";
import type { Read } from "./read.ts";

/** Service accounts of a namespace. */
export function accountsOf(namespace: string): Read {
  return { kind: "ServiceAccount", namespace };
}

/**
 * Service accounts of the namespaces of which policies name some: whether they exist tells a slip of the keyboard from a
 * caller that is not meant to be let in.
 * @param places namespaces whose policies count
 */
export function accountReads(places: ReadonlySet<string>, policies: readonly AuthorizationPolicy[]): readonly Read[] {
  const named = policies
    .filter(({ metadata }) => places.has(metadata.namespace))
    .flatMap(({ spec }) => (spec.rules ?? []).flatMap(({ from }) => (from ?? []).flatMap(({ source }) => source ?? [])))
    .flatMap(({ principals }) => (principals ?? []).flatMap((principal) => accountIn(principal)?.namespace ?? []));
  const fit = [...new Set(named)].filter(isFitNamespace);
  const elsewhere = fit.filter((namespace) => !places.has(namespace)).slice(0, limits.accountNamespaces);
  return [...fit.filter((namespace) => places.has(namespace)), ...elsewhere].map(accountsOf);
}
