/** The last bytes of a text, from the begin of a line on where one begins there. */
export function newestText(bytes: Buffer, limitBytes: number): string {
  if (bytes.length <= limitBytes) return bytes.toString("utf8");
  const start = bytes.length - limitBytes;
  const newline = bytes.indexOf(0x0a, start - 1);
  if (newline !== -1 && newline + 1 < bytes.length) return bytes.subarray(newline + 1).toString("utf8");
  // One line that is longer than the limit: only not in the middle of a character.
  let from = start;
  while (from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.subarray(from).toString("utf8");
}
