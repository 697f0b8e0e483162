import { createHash } from "node:crypto";

/** Equal for equal parts: deliveries of one request get one id, and are done once. */
export function jobId(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
