/** Members of blocks and attachments that hold words. */
const wordy: ReadonlySet<string> = new Set(["text", "fallback", "title", "pretext", "value"]);
const deepest = 12;
const longest = 20_000;

/** All that a message says, in its text, its blocks and its attachments: alerts seldom put it into the text. */
export function textOfMessage(message: Readonly<Record<string, unknown>>): string {
  const found: string[] = [];
  let length = 0;
  collect(message, 0);
  return found.join("\n");

  function collect(value: unknown, depth: number): void {
    if (depth > deepest || length > longest || typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (typeof member === "string") {
        if (!wordy.has(key)) continue;
        found.push(member.slice(0, longest - length));
        length += member.length;
      } else collect(member, depth + 1);
    }
  }
}
