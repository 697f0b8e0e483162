import type { Inert, Spot } from "../../model/cause.ts";
import type { Charge } from "../../model/check.ts";
import type { Evidence } from "../../model/evidence.ts";
import { refKey } from "../../model/ref.ts";
import { putInForce } from "./put-in-force.ts";
import type { Scene } from "./scene.ts";

/** Each is tried by simulation; a popular host may have an idle rule in every namespace. */
const most = 6;

/**
 * What to charge inert objects with: each is offered with what would put it in force, and the first that simulation
 * proves to help is the culprit (rule 8a).
 */
export function chargesOf(inert: readonly Inert[], scene: Scene, summary: (inert: Inert) => string): readonly Charge[] {
  return inert.slice(0, most).map((one) => ({
    summary: summary(one),
    resource: { ref: one.ref, path: one.path },
    related: rivals(one),
    evidence: one.evidence,
    proposals: putInForce(one, scene),
  }));
}

/** The other objects of the conflict. */
function rivals({ ref, evidence }: Inert): readonly Spot[] {
  return evidence.flatMap((one: Evidence) =>
    one.kind === "field" && refKey(one.ref) !== refKey(ref) ? [{ ref: one.ref, path: one.path }] : [],
  );
}
