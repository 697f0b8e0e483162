import type { InjectionVerdict, Spot } from "../../model/cause.ts";
import { templatePath } from "../template-path.ts";

/** What to charge for pods without a proxy: the field that keeps it out; else the template they are made from. */
export function injectionSpot({ spot, owner }: InjectionVerdict): Spot {
  return spot ?? { ref: owner, path: templatePath(owner) };
}
