import type { Spot } from "../../model/cause.ts";
import type { Charge } from "../../model/check.ts";
import { field, part } from "../../model/evidence.ts";
import type { Json } from "../../model/json.ts";
import { pointer } from "../../model/path.ts";
import { refText } from "../../model/ref.ts";
import { isCopyable } from "../in-force/is-copyable.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";

/** Routes of the same VirtualService that lead to what was asked for, and come behind the one that takes the request. */
export function deadRoutes({ ref, path }: Spot, { mesh, pair }: Scene, summary: string): readonly Charge[] {
  const winner = Number(/^spec\.http\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN);
  const entries = mesh.home(ref).get("VirtualService", ref.namespace, ref.name)?.spec.http ?? [];
  const asked = pair.services.map(({ hostname }) => hostname);
  return entries.flatMap((entry, i): Charge[] => {
    const leads = (entry.route ?? []).some(({ destination: { host } }) => asked.some((name) => isOrBegins(host, name)));
    if (!(i > winner) || !leads || !isCopyable(entry)) return [];
    const spot = { ref, path: `spec.http[${i}]` };
    const value = entry as unknown as Json;
    const takesAll = entries[winner]?.match === undefined;
    const ahead = pointer(`spec.http[${winner}]`);
    return [
      {
        summary: `${summary}: spec.http[${i}] of ${refText(ref)} would route it to ${pair.to.name}, but spec.http[${winner}] comes before it and takes it`,
        resource: spot,
        related: [{ ref, path }],
        evidence: [
          field(ref, spot.path, value),
          takesAll ? field(ref, path, undefined, "takes the request") : part(ref, path, "takes the request"),
        ],
        proposals: [
          propose(`Put spec.http[${i}] ahead of spec.http[${winner}] in ${refText(ref)}`, {
            kind: "patch",
            ref,
            patch: [
              { op: "test", path: pointer(spot.path), value },
              { op: "remove", path: pointer(spot.path) },
              { op: "add", path: ahead, value },
            ],
          }),
        ],
      },
    ];
  });
}

/** A host may be written short. */
function isOrBegins(written: string, hostname: string): boolean {
  return hostname === written || hostname.startsWith(`${written}.`);
}
