const times = Number(process.env.PROPERTY_RUNS ?? 1);

/** How often a property is tried; `npm run explore` tries harder. */
export function runs(usually: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(usually * times) };
}

/** How long a property may take, in ms, where it needs more than other tests. */
export function patience(usually: number): number {
  return usually * times;
}
