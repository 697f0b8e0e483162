import { counted } from "./counted.ts";

/** A time in seconds, in the unit that says most. */
export function duration(seconds: number): string {
  if (seconds < 120) return counted(seconds, "second");
  if (seconds < 120 * 60) return counted(Math.round(seconds / 60), "minute");
  if (seconds < 48 * 3600) return counted(Math.round(seconds / 3600), "hour");
  return counted(Math.round(seconds / 86_400), "day");
}
