import { kindOf } from "../kinds/kind-of.ts";
import type { Spot } from "../model/cause.ts";
import type { Culprit } from "../model/diagnosis.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { changeOf } from "./change-of.ts";
import { managerOf, ownerTeam } from "./ownership.ts";

/** What on-call asks first about an object: where it stands, when and by whom it was changed, who owns it. */
export function culpritOf(mesh: Mesh, locate: Snapshot["locate"], { ref, path }: Spot): Culprit {
  const kind = kindOf(ref.apiVersion, ref.kind);
  const resource = kind === undefined ? undefined : mesh.home(ref).get(kind, ref.namespace, ref.name);
  const place = locate(ref, path);
  const changed = resource === undefined ? undefined : changeOf(resource);
  const managedBy = resource === undefined ? undefined : managerOf(mesh.home(ref), resource);
  const owner = resource === undefined ? undefined : ownerTeam(mesh.home(ref), resource);
  return {
    ...ref,
    path,
    ...(changed === undefined ? {} : { changedAt: changed.at }),
    ...(changed?.by === undefined ? {} : { changedBy: changed.by }),
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(owner === undefined ? {} : { owner }),
    ...(place === undefined ? {} : { file: place.file, line: place.line }),
  };
}
