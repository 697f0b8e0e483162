import type { SlackConfig } from "../model/config.ts";

/**
 * Whether a user is a member of another workspace than those that may ask: the configured ones, else the one that the
 * app is installed in.
 */
export function isForeign(
  { teams }: SlackConfig,
  { home, userTeam }: { readonly home: string; readonly userTeam: string },
): boolean {
  return teams.length === 0 ? userTeam !== home : !teams.includes(userTeam);
}
