import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, type Fraction, fraction, isOne, multiply, one, sum, zero } from "../../src/model/fraction.ts";
import type { End, Hop } from "../../src/model/trace.ts";
import { endingKey } from "../../src/render/ending-key.ts";
import { fold, type Picture } from "../../src/render/fold.ts";
import { prune } from "../../src/render/prune.ts";
import { branch, delivered, end, fork } from "./sample-diagnosis.ts";

const failure = (httpStatus: number) => end({ disposition: "no-endpoint", station: "endpoint", httpStatus });

/** A fork into equal shares. */
function spread(...to: (Hop | End)[]): Hop {
  return fork(
    "endpoint",
    "spread",
    to.map((at, index) => branch(fraction(1, to.length), `way ${index}`, at)),
  );
}

describe("prune()", () => {
  test("leaves what fits as it is", () => {
    const picture = fold(spread(delivered(), failure(503)), { exact: true });
    expect(prune(picture)).toBe(picture);
  });

  test("shows each kind of ending before a second of any", () => {
    const rare = failure(500);
    const many = Array.from({ length: 20 }, (_, index) => spread(delivered(), failure(index + 501)));
    const picture = prune(fold(spread(...many, rare), { exact: true }), 21);
    expect(leaves(picture)).toBe(21);
    expect(kindsOf(picture).size).toBe(21);
    expect(kindsOf(picture)).toContain(endingKey(delivered()));
  });

  test("says what it cut, with its share", () => {
    const picture = prune(fold(spread(delivered(), failure(501), failure(502), failure(503)), { exact: true }), 2);
    if (picture.kind === "end") throw new Error("The fork is gone");
    expect(picture.limbs.map(({ label }) => label)).toEqual(["way 0", "way 1"]);
    expect(picture.cut).toEqual({ share: fraction(1, 2), ways: 2, ends: [failure(502), failure(503)] });
  });

  test("keeps at most the limit, and all shares", () => {
    fc.assert(
      fc.property(trees(), fc.integer({ min: 1, max: 8 }), (root, limit) => {
        const pruned = prune(fold(root, { exact: false }), limit);
        expect(leaves(pruned)).toBeLessThanOrEqual(limit);
        expect(isOne(total(pruned))).toBe(true);
      }),
    );
  });
});

function trees(): fc.Arbitrary<Hop | End> {
  const { tree } = fc.letrec<{ tree: Hop | End }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(delivered(), failure(503), failure(504), failure(500)),
      fc.array(tie("tree"), { minLength: 1, maxLength: 4 }).map((ways) => spread(...ways)),
    ),
  }));
  return tree;
}

function leaves(picture: Picture): number {
  return picture.kind === "end" ? 1 : picture.limbs.reduce((count, { to }) => count + leaves(to), 0);
}

function kindsOf(picture: Picture): Set<string> {
  if (picture.kind === "end") return new Set([endingKey(picture.end)]);
  return new Set(picture.limbs.flatMap(({ to }) => [...kindsOf(to)]));
}

/** Everything that is drawn, folded or said to be cut. */
function total(picture: Picture, share: Fraction = one): Fraction {
  if (picture.kind === "end") return share;
  const drawn = picture.limbs.map((limb) =>
    add(total(limb.to, multiply(share, limb.share)), multiply(share, limb.alike?.share ?? zero)),
  );
  return add(sum(drawn), multiply(share, picture.cut?.share ?? zero));
}
