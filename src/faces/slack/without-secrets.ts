/** The same value, with `…` in place of each of the secrets wherever one stands in it. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T {
  return secrets.length === 0 ? value : (blanked(value, secrets) as T);
}

function blanked(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, "…"), value);
  if (Array.isArray(value)) return value.map((each) => blanked(each, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, blanked(each, secrets)]));
}
