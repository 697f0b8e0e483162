import { createHash } from "node:crypto";
import { lastingPair } from "../model/lasting-ref.ts";
import type { Pair } from "../model/pair.ts";
import type { Ref } from "../model/ref.ts";

/** PagerDuty's limit; the shortest of the paging services that know such a key. */
const mostBytes = 255;
const tailDigits = 32;

/**
 * By which a paging service tells that two pages are of one trouble: `mesh/prod-eu/shop/checkout->shop/payment/<fingerprint>`.
 * Where that is too long, its end is a hash of the whole.
 */
export function dedupKey(
  pair: Pair,
  { cluster, fingerprint }: { readonly cluster: string; readonly fingerprint: string },
) {
  const { from, to } = lastingPair(pair);
  const whole = `mesh/${cluster}/${place(from)}->${place(to)}/${fingerprint}`;
  if (Buffer.byteLength(whole) <= mostBytes) return whole;
  const tail = `~${createHash("sha256").update(whole).digest("hex").slice(0, tailDigits)}`;
  return `${head(whole, mostBytes - tail.length)}${tail}`;
}

function place({ namespace, name }: Ref): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** As many whole characters as fit. */
function head(text: string, bytes: number): string {
  let taken = "";
  for (const character of text) {
    if (Buffer.byteLength(taken + character) > bytes) break;
    taken += character;
  }
  return taken;
}
