/** A pattern of RE2 for one of these texts and nothing else: Envoy compares it with the whole name. */
export function exactly(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`)).join("|");
}
