/**
 * Whether an object of Kubernetes may have this name. Names come from users and from fields that nobody checks; others
 * must become no part of a path or a selector. Source: Kubernetes, DNS subdomain names.
 */
export function isFitName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name);
}

/** Whether a namespace may have this name. Source: Kubernetes, DNS label names. */
export function isFitNamespace(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}
