/** How a request ends. The table in docs/dispositions.md says when each is given and what a log would show. */
export type Disposition =
  | "delivered"
  | "answered"
  | "failed-by-rule"
  | "misrouted"
  | "name-not-found"
  | "blocked"
  | "no-route"
  | "no-cluster"
  | "no-endpoint"
  | "refused"
  | "reset"
  | "tls-error"
  | "protocol-error"
  | "unauthenticated"
  | "denied"
  | "hangs"
  | "loops"
  | "unknown";

/** Whether the request got where it should: an answer by design counts. */
export function isGood(disposition: Disposition): boolean {
  return disposition === "delivered" || disposition === "answered";
}

/** Whether traffic is hurt. `unknown` is neither good nor bad. */
export function isBad(disposition: Disposition): boolean {
  return !isGood(disposition) && disposition !== "unknown";
}
