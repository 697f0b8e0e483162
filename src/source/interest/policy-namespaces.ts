import type { AuthorizationPolicy } from "../../model/resources/security.ts";

type Labels = Readonly<Record<string, unknown>>;

/**
 * Namespaces of policies whose selector fits what is called. One in another namespace was most likely meant for it, if
 * it finds no pod where it stands: so what runs there has to be known.
 * @param fits whether a selector fits
 */
export function policyNamespaces(
  policies: readonly AuthorizationPolicy[],
  fits: (selector: Labels) => boolean,
): readonly string[] {
  const namespaces = policies.flatMap(({ metadata, spec }) => {
    const labels = spec.selector?.matchLabels ?? {};
    return Object.keys(labels).length > 0 && fits(labels) ? [metadata.namespace] : [];
  });
  return [...new Set(namespaces)];
}
