import type { Spot } from "../../model/cause.ts";

/** The `tls` block of a DestinationRule in which a field stands; `undefined`: the field is no DestinationRule's. */
export function tlsBlock({ ref, path }: Spot): Spot | undefined {
  const at = /^(.*(?:^|\.)tls)(?:\.[A-Za-z]+(?:\[\d+\])?)?$/.exec(path)?.[1];
  return ref.kind !== "DestinationRule" || at === undefined ? undefined : { ref, path: at };
}
