/** How often a property is tried. `PROPERTY_RUNS=20 npx vitest run test/properties --test-timeout 600000` tries harder. */
export function runs(usually: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(usually * Number(process.env.PROPERTY_RUNS ?? 1)) };
}
