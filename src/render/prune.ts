import { add, compareFractions, type Fraction, multiply, one, sum, zero } from "../model/fraction.ts";
import type { End } from "../model/trace.ts";
import { endingKey } from "./ending-key.ts";
import type { Cut, EndPicture, HopPicture, Limb, Picture } from "./fold.ts";

interface Leaf {
  readonly picture: EndPicture;
  /** The limbs that lead to it. */
  readonly way: readonly Limb[];
  readonly share: Fraction;
}

const mostLeaves = 32;

/**
 * Leaves at most `limit` endings to be drawn: first the most frequent of each kind of ending, the kinds by their
 * share, then the most frequent of all. What is left out is said at the hop where it would have branched off.
 */
export function prune(picture: Picture, limit: number = mostLeaves): Picture {
  const leaves = leavesOf(picture);
  if (leaves.length <= limit) return picture;
  const kept = new Set(chosen(leaves, limit).flatMap(({ way }) => way));
  return without(picture);

  function without(at: Picture): Picture {
    if (at.kind === "end") return at;
    const limbs = at.limbs.filter((limb) => kept.has(limb)).map((limb) => ({ ...limb, to: without(limb.to) }));
    const gone = at.limbs.filter((limb) => !kept.has(limb));
    return gone.length === 0 ? { ...at, limbs } : { ...at, limbs, cut: cutOf(at, gone) };
  }
}

function chosen(leaves: readonly Leaf[], limit: number): Leaf[] {
  const byShare = leaves.toSorted((a, b) => compareFractions(b.share, a.share));
  const kinds = [...Map.groupBy(byShare, ({ picture }) => endingKey(picture.end)).values()]
    .map((group) => ({ first: group[0], share: sum(group.map(({ share }) => share)) }))
    .sort((a, b) => compareFractions(b.share, a.share))
    .flatMap(({ first }) => first ?? []);
  return [...new Set([...kinds, ...byShare])].slice(0, limit);
}

function leavesOf(picture: Picture): Leaf[] {
  const found: Leaf[] = [];
  walk(picture, one, []);
  return found;

  function walk(at: Picture, share: Fraction, way: readonly Limb[]): void {
    if (at.kind === "end") found.push({ picture: at, way, share });
    else for (const limb of at.limbs) walk(limb.to, multiply(share, whole(limb)), [...way, limb]);
  }
}

function cutOf(hop: HopPicture, gone: readonly Limb[]): Cut {
  const leaves = leavesOf({ ...hop, limbs: gone });
  const ends = new Map<string, End>();
  for (const { picture } of leaves)
    if (!ends.has(endingKey(picture.end))) ends.set(endingKey(picture.end), picture.end);
  return { share: sum(gone.map(whole)), ways: leaves.length, ends: [...ends.values()] };
}

function whole({ share, alike }: Limb): Fraction {
  return add(share, alike?.share ?? zero);
}
