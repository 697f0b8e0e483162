import { isOne } from "../model/fraction.ts";
import type { Pair } from "../model/pair.ts";
import type { Ref } from "../model/ref.ts";
import type { Ending } from "../model/trace.ts";

/** Who fails the request: a gateway; what was called where all of it does; else the workload of it that does. */
export function serverName({ share, end }: Pick<Ending, "share" | "end">, { to }: Pair, server: Ref): string {
  return end.at !== "gateway" && isOne(share) && to.kind !== "Address" ? to.name : server.name;
}
