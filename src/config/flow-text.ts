/** A value as one would write it on one line of YAML: `[a, b]`, `{group: S0123456789}`. For examples of ours only. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}: ${flowText(member)}`)
    .join(", ")}}`;
}
