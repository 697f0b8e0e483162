import { createHash } from "node:crypto";

/** DynamoDB takes 2048 bytes for a partition key and 1024 for a sort key. */
const mostBytes = 900;

/** A key of parts, `job#Ev123`: different parts never give the same text, and it is never too long. */
export function keyText(...parts: readonly string[]): string {
  const text = parts.map((part) => part.toWellFormed().replaceAll("%", "%25").replaceAll("#", "%23")).join("#");
  if (Buffer.byteLength(text) <= mostBytes) return text;
  return `${[...text].slice(0, 100).join("")}%${createHash("sha256").update(text).digest("hex")}`;
}
