import type { Pair } from "../model/pair.ts";
import type { Party } from "../model/question.ts";

/** Both ends by name, with what is needed to tell them apart. */
export interface PairText {
  readonly from: string;
  readonly to: string;
  /** The namespace or cluster that both share and that the names therefore leave out. */
  readonly place: string | undefined;
}

/** Names the ends as shortly as can be: `checkout → payment`, or `shop/checkout → bank/payment`. */
export function pairText({ from, to }: Pair): PairText {
  const together = from.namespace === to.namespace && from.cluster === to.cluster;
  const place = [
    ...(together && from.namespace !== "" ? [`namespace ${from.namespace}`] : []),
    ...(together && from.cluster !== undefined ? [`cluster ${from.cluster}`] : []),
  ];
  return {
    from: together ? from.name : fullName(from),
    to: together ? to.name : fullName(to),
    place: place.length === 0 ? undefined : place.join(", "),
  };
}

function fullName({ namespace, name, cluster }: Party): string {
  const local = namespace === "" ? name : `${namespace}/${name}`;
  return cluster === undefined ? local : `${local} (${cluster})`;
}
