import type { Culprit } from "../model/diagnosis.ts";
import { lastingRef } from "../model/lasting-ref.ts";
import { pathParts } from "../model/path.ts";
import { apiGroup, type Ref } from "../model/ref.ts";

/** The object and its field, without what changes while the trouble stays: API version, list indexes, pods' endings. */
export function spotOf(culprit: Culprit): readonly string[] {
  return [...identity(culprit), ...pathParts(culprit.path).filter((part) => typeof part === "string")];
}

/** The object, whatever API version it was read in, and whichever pod it is by now. */
export function identity(ref: Ref): readonly string[] {
  const { apiVersion, kind, namespace, name } = lastingRef(ref);
  return [apiGroup(apiVersion), kind, namespace, name];
}
