import { existsSync } from "node:fs";
import { MeshError } from "../../model/mesh-error.ts";

/** Paths by the name of their cluster; of one name later ones are laid over earlier ones. */
export type NamedSnapshots = ReadonlyMap<string, readonly string[]>;

const form = /^([A-Za-z0-9][\w.-]*)=(.+)$/;

/**
 * `east=DIR`, as snapshots are given where a pair spans two of them; `undefined`: they are plain paths. A path that is
 * there is a path, whatever signs are in it.
 * @throws MeshError USAGE where some have a name and some have none
 */
export function namedSnapshots(given: readonly string[]): NamedSnapshots | undefined {
  const named = given.map((each) => (existsSync(each) ? null : form.exec(each)));
  const plain = given.find((_, i) => named[i] === null);
  if (named.every((match) => match === null)) return undefined;
  if (plain !== undefined)
    throw new MeshError(
      "USAGE",
      `Cannot ask "${plain}" beside snapshots that are named: it is not said which cluster it is of`,
      `Write it as --snapshot NAME=${plain}.`,
    );
  const places = new Map<string, readonly string[]>();
  for (const match of named) {
    const [, name = "", path = ""] = match ?? [];
    places.set(name, [...(places.get(name) ?? []), path]);
  }
  return places;
}
