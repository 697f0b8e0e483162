import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import type { WireAnswer } from "./exchange.ts";
import { isHtml, noJson } from "./no-json.ts";
import { type Reading, Unreadable } from "./reading.ts";

/** Reads an answer of the server of that name as one object. */
export function readObject(name: string): Reading<RawObject> {
  return { read: (answer) => objectIn(name, answer) };
}

function objectIn(name: string, answer: WireAnswer): RawObject {
  if (isHtml(answer)) throw new Unreadable(noJson(name, answer), false);
  let value: unknown;
  try {
    value = JSON.parse(answer.body.toString("utf8"));
  } catch {
    // An answer that was cut short on its way looks the same as one that never was JSON.
    throw new Unreadable(noJson(name, answer, answer.body.length === 0), true);
  }
  if (!isRawObject(value)) throw new Unreadable(noJson(name, answer), false);
  return value;
}
