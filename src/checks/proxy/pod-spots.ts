import type { Spot } from "../../model/cause.ts";
import { mapNonEmpty, type NonEmpty } from "../../model/non-empty.ts";
import type { ProxyFact } from "../../model/proxy-facts.ts";
import { refKey } from "../../model/ref.ts";
import { templatePath } from "../template-path.ts";

/** Where the pods of these proxies are made, each workload once. */
export function podSpots(facts: NonEmpty<ProxyFact>): NonEmpty<Spot> {
  const [first, ...others] = mapNonEmpty(
    facts,
    ({ workload: { owner } }): Spot => ({ ref: owner, path: templatePath(owner) }),
  );
  const more = new Map(others.map((spot) => [refKey(spot.ref), spot]));
  more.delete(refKey(first.ref));
  return [first, ...more.values()];
}
