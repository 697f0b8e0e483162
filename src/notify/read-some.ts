/** The beginning of a response's body; the rest is not waited for. */
export async function readSome(response: Response, mostBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < mostBytes) {
    const { done, value } = await reader.read();
    if (done) return text();
    pieces.push(value);
    length += value.length;
  }
  await reader.cancel();
  return text();

  function text(): string {
    return Buffer.concat(pieces).subarray(0, mostBytes).toString("utf8");
  }
}
