import type { Diagnosis } from "../../model/diagnosis.ts";
import { headline } from "../report/headline.ts";

/** `checkout → payment in prod-eu`; ends in two clusters say themselves where they are: `shop/checkout (east) → …`. */
export function pairIn(diagnosis: Diagnosis, cluster: string): string {
  const { pair } = headline(diagnosis);
  const { from, to } = diagnosis.pair;
  return from.cluster === to.cluster ? `${pair} in ${cluster}` : pair;
}
