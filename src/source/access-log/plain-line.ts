const controls = /[^\t\P{Cc}]|\p{Cf}|[\u2028\u2029]/gu;

/** The text without characters that a terminal obeys instead of showing: controls, bidirectional marks. */
export function plainLine(text: string): string {
  return text.replace(controls, "");
}
