import { isNear } from "./near-text.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * Whether a selector that does not match these labels looks as if it was meant to: one pair holds, a value is
 * misspelt, or a wanted value stands under another key.
 */
export function nearLabels(wanted: Labels | undefined, labels: Labels): boolean {
  const values = new Set(Object.values(labels));
  return Object.entries(wanted ?? {}).some(([key, value]) => {
    const found = labels[key];
    return found === value || values.has(value) || (found !== undefined && isNear(found, value));
  });
}
