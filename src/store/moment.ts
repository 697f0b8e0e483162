/** A point in time as items hold it. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly ms: number;
  /** Seconds since 1970, with a fraction. */
  readonly seconds: number;
  /** `2026-11-20T14:00:00.000Z`: sorts as time does. */
  readonly text: string;
}

/**
 * Reads an RFC 3339 time.
 * @throws RangeError when it is none
 */
export function moment(time: string): Moment {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) throw new RangeError(`Cannot read "${time}": it is no time`);
  return { ms, seconds: ms / 1000, text: new Date(ms).toISOString() };
}

/** When something is forgotten that is kept for so many seconds, as the TTL attribute has it. */
export function expiry({ seconds }: Moment, keptSeconds: number): number {
  return Math.ceil(seconds + keptSeconds);
}
