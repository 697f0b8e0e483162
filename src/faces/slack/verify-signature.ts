import { createHmac, timingSafeEqual } from "node:crypto";

/** What came with a request that says it is Slack's. */
export interface Signed {
  /** `x-slack-signature`. */
  readonly signature: string | undefined;
  /** `x-slack-request-timestamp`, seconds. */
  readonly timestamp: string | undefined;
  readonly body: Uint8Array;
}

/** How far a request's time may be from ours, in seconds, in either direction. */
const leeway = 300;

/**
 * Whether Slack signed these bytes just now. Several secrets are good while one is being replaced by another.
 * Source: Slack's "Verifying requests from Slack", signature version v0.
 */
export function verifySignature(
  { signature, timestamp, body }: Signed,
  secrets: readonly string[],
  nowSeconds: number,
): boolean {
  if (signature === undefined || !isTimely({ timestamp }, nowSeconds)) return false;
  const given = Buffer.from(signature);
  const good = secrets.map((secret) => {
    const wanted = Buffer.from(
      `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")}`,
    );
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  });
  return good.includes(true);
}

/** Whether a request says that it was made just now; one from the future is no better than an old one. */
export function isTimely({ timestamp }: Pick<Signed, "timestamp">, nowSeconds: number): boolean {
  return timestamp !== undefined && /^\d{1,12}$/.test(timestamp) && Math.abs(nowSeconds - Number(timestamp)) <= leeway;
}
