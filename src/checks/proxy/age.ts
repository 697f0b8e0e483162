/** `40 s`, `5 min`, `3 h`: how long from one time to a later one; `undefined` where either is no time. */
export function age(from: string | undefined, to: string): string | undefined {
  const seconds = secondsBetween(from, to);
  if (seconds === undefined) return undefined;
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Whole seconds from one time to another; negative where it is earlier. */
export function secondsBetween(from: string | undefined, to: string): number | undefined {
  const milliseconds = Date.parse(to) - Date.parse(from ?? "");
  return Number.isNaN(milliseconds) ? undefined : Math.round(milliseconds / 1000);
}
