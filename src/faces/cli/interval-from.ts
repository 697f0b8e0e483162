import { MeshError } from "../../model/mesh-error.ts";

const units: Readonly<Record<string, number>> = { "": 1000, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * `30s`, `5m`, `1h`, or a number of seconds, in milliseconds.
 * @throws MeshError USAGE
 */
export function intervalFrom(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,5})\s*([smh]?)$/.exec(text.trim()) ?? [];
  const milliseconds = Number(number) * (units[unit] ?? Number.NaN);
  if (milliseconds >= 1000 && milliseconds <= 86_400_000) return milliseconds;
  throw new MeshError(
    "USAGE",
    `Cannot take "${text}" for an interval: it is not between 1s and 24h`,
    "Write it as 30s, 5m or 1h.",
  );
}
