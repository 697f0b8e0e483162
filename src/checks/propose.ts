import type { Change, Proposal } from "../model/fix.ts";

/** A proposal with nothing to be done after it. The summary is an imperative: `Add mesh to its gateways`. */
export function propose(summary: string, ...changes: readonly Change[]): Proposal {
  return { summary, changes, after: [] };
}
