import type { UnmetCondition } from "../../model/cause.ts";
import type { Ref } from "../../model/ref.ts";
import { isNear } from "../near-text.ts";

/**
 * A list of values of which none is what the request has. It points at one value where there is only one, or where one
 * is so like what the request has that it was probably meant; else at the list.
 */
export function unmetCondition(
  ref: Ref,
  listPath: string,
  values: readonly string[],
  got: string,
  why: string,
  needsIdentity: boolean,
): UnmetCondition {
  const i = values.length === 1 ? 0 : values.findIndex((value) => isNear(value, got));
  const value = values[i];
  return {
    ref,
    path: value === undefined ? listPath : `${listPath}[${i}]`,
    wanted: value === undefined ? values : [value],
    got,
    why,
    ...(needsIdentity ? { needsIdentity } : {}),
  };
}
