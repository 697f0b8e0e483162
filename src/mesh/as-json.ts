import type { Json } from "../model/json.ts";

/** A part of a resource as evidence holds it. Resources come out of JSON and hold nothing else. */
export function asJson(value: unknown): Json | undefined {
  return value as Json | undefined;
}
