import type { Culprit } from "../model/diagnosis.ts";
import type { ResourceJson } from "./diagnosis-json.ts";
import { present } from "./present.ts";
import { refJson } from "./ref-json.ts";

/** An object and a field of it, with what on-call asks about it first. */
export function resourceJson(culprit: Culprit): ResourceJson {
  const { path, changedAt, changedBy, managedBy, owner, file, line } = culprit;
  return { ...refJson(culprit), path, ...present({ changedAt, changedBy, managedBy, owner, file, line }) };
}
