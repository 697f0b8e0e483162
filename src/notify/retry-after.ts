/** What a Retry-After header asks for, in milliseconds from `now`; `undefined`: nothing that can be read. RFC 9110 §10.2.3. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
