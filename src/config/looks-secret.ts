/** What Slack, PagerDuty, AWS and GitHub begin their keys with. */
const prefixed = /^(?:xox[a-z]-|xapp-|[uy]\+|AKIA|ASIA|gh[a-z]_|github_pat_|eyJ)/;

/** Twenty letters and digits without a break, as no name for people has them. */
const run = /[A-Za-z0-9]{20,}/g;

/**
 * Whether a text may be a key or a token itself where only its name belongs. Such a text is repeated nowhere: a fault
 * ends up in logs and on screens.
 */
export function looksSecret(text: string): boolean {
  if (prefixed.test(text)) return true;
  return (text.match(run) ?? []).some((found) => /\d/.test(found) && /[A-Za-z]/.test(found));
}
