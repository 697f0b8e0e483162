/**
 * A principal as it is in force: one of the mesh's own trust domains (or `cluster.local`, which always means the
 * mesh's) stands for all of them.
 * Source: pilot/pkg/security/trustdomain/bundle.go `ReplaceTrustDomainAliases`.
 */
export function expandPrincipal(principal: string, trustDomains: readonly string[]): readonly string[] {
  const [written, ...rest] = principal.split("/");
  if (written === undefined || rest.length !== 4 || written === "*") return [principal];
  if (written !== "cluster.local" && !trustDomains.some((own) => covers(written, own))) return [principal];
  return trustDomains.map((own) => (endsAs(own, written) ? principal : [own, ...rest].join("/")));
}

/**
 * A trust domain as it is in force: one of the mesh's stands for all of them.
 * Source: bundle.go `ExpandTrustDomainAliases`.
 */
export function expandTrustDomain(written: string, trustDomains: readonly string[]): readonly string[] {
  return trustDomains.includes(written) ? trustDomains : [written];
}

/** Either side may be the pattern. Source: pilot/pkg/security/trustdomain/util.go `stringMatch`. */
function covers(a: string, b: string): boolean {
  return a === b || b === "*" || beginsAs(a, b) || beginsAs(b, a) || endsAs(a, b) || endsAs(b, a);
}

function beginsAs(text: string, pattern: string): boolean {
  return pattern.endsWith("*") && text.startsWith(pattern.slice(0, -1));
}

function endsAs(text: string, pattern: string): boolean {
  return pattern.startsWith("*") && text.endsWith(pattern.slice(1));
}
