/** What somebody is told who typed a secret: it is in Slack now, whatever meshwhy does with it. */
export function secretWarning(secrets: readonly string[]): readonly string[] {
  return secrets.length === 0
    ? []
    : [
        "A token, a cookie or a password was typed into Slack and stays in its history. Revoke it; meshwhy kept nothing of it but names and claims.",
      ];
}
