/** The hour and minute of a time in milliseconds, with seconds if wanted, as the one who looks counts them: `09:00`. */
export function clockTime(at: number, seconds = false): string {
  return new Date(at).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
  });
}

/** How far away a time is: `in 42 s`, `in 5 min`, `in 17 h`. */
export function untilWords(at: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((at - now) / 1000));
  if (seconds < 100) return `in ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `in ${minutes} min`;
  return minutes < 48 * 60 ? `in ${Math.round(minutes / 60)} h` : `in ${Math.round(minutes / 24 / 60)} days`;
}
