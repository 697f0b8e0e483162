import type { OnCorrupt } from "./checked.ts";
import { unpack } from "./packed.ts";

/** What gzipped bytes of an item hold; `undefined` where they hold nothing that can be read. */
export function unpacked(
  bytes: unknown,
  { item, onCorrupt }: { readonly item: string; readonly onCorrupt: OnCorrupt },
): unknown {
  if (!(bytes instanceof Uint8Array)) {
    onCorrupt(item, "its content is missing");
    return undefined;
  }
  try {
    return unpack(bytes);
  } catch (error) {
    onCorrupt(item, `its content cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
