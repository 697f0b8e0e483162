import type { z } from "zod";

/** Told of an item that cannot be understood: its key, and why. It counts as not there. */
export type OnCorrupt = (item: string, why: string) => void;

/** A value that was read back, if it has the shape that it should have. */
export function checked<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { item, onCorrupt }: { readonly item: string; readonly onCorrupt: OnCorrupt },
): T | undefined {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [first] = error.issues;
  onCorrupt(item, first === undefined ? "it has another shape" : `${first.path.join(".")}: ${first.message}`);
  return undefined;
}
