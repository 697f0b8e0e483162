/** The next step where a name was not found. */
export function didYouMean(candidates: readonly string[]): string {
  return candidates.length === 0 ? "Check the spelling of the namespace." : `Did you mean ${candidates.join(", ")}?`;
}
