/** Slack cannot be reached now, or wants to be asked later: the job is to be tried again. */
export class SlackUnavailable extends Error {
  override readonly name = "SlackUnavailable";
}
