type Labels = Readonly<Record<string, unknown>>;

/** Whether labels are those that a selector asks for. */
export function fits(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
