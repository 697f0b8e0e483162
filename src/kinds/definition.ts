import type { z } from "zod";
import type { Kind, ResourceKinds } from "../model/resource-kinds.ts";
import { apiOf } from "./api-of.ts";
import { pickMetadata } from "./pick-metadata.ts";
import type { RawObject } from "./raw-object.ts";

/** What is shown to a kind's schema; or why nothing can be; `undefined`: an object that meshwhy does not read. */
export type Picked = { readonly candidate: RawObject } | { readonly trouble: string } | undefined;

/** How one kind is read. */
export interface Definition<K extends Kind> {
  /** Names every field that is kept. */
  readonly schema: z.ZodType<ResourceKinds[K]>;
  /** Drops, before anything is checked, what may be secret and what is big and of no use. */
  pick(raw: RawObject): Picked;
}

/** A kind of which whole members are shown to its schema. */
export function define<K extends Kind>(
  kind: K,
  schema: z.ZodType<ResourceKinds[K]>,
  members: (raw: RawObject) => RawObject = specOf,
): Definition<K> {
  return { schema, pick: (raw) => ({ candidate: { ...header(kind, raw), ...members(raw) } }) };
}

/** What every object begins with. */
export function header(kind: Kind, raw: RawObject): RawObject {
  const { kind: name, namespaced } = apiOf(kind);
  return { apiVersion: raw.apiVersion, kind: name, metadata: pickMetadata(raw.metadata, namespaced) };
}

function specOf({ spec }: RawObject): RawObject {
  return { spec: spec ?? {} };
}
