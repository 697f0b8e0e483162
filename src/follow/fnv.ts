const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/**
 * The 64-bit FNV-1a hash of a text's UTF-16 code units, high byte first, as 16 lower-case hex digits. It tells texts
 * apart; it keeps nothing secret. Source: draft-eastlake-fnv, "The FNV Non-Cryptographic Hash Algorithm".
 */
export function fnv(text: string): string {
  let hash = offsetBasis;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    hash = step(step(hash, unit >> 8), unit & 0xff);
  }
  return hash.toString(16).padStart(16, "0");
}

function step(hash: bigint, byte: number): bigint {
  return BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
}
