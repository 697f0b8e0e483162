import type { ViewState } from "./view-value.ts";

/** All that a person typed into a view, a line for each field. */
export function textOfView({ values }: ViewState): string {
  return Object.values(values)
    .flatMap((elements) => Object.values(elements))
    .flatMap(({ value }) => (typeof value === "string" ? [value] : []))
    .join("\n");
}
