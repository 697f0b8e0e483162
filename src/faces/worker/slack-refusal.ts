/** Slack said no, for good. */
export class SlackRefusal extends Error {
  override readonly name = "SlackRefusal";
  /** `channel_not_found`, `token_revoked`. */
  readonly code: string;

  constructor(method: string, code: string, detail: string) {
    super(`Slack refuses ${method}: ${code}${detail === "" ? "" : ` (${detail})`}`);
    this.code = code;
  }
}
