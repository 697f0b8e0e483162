/** Questions about many pairs, asked in process. */
import { checks } from "../../src/checks/all.ts";
import { health } from "../../src/diagnose/health.ts";
import type { Health } from "../../src/model/health.ts";
import type { Neighbour } from "../../src/model/neighbour.ts";
import type { Scope } from "../../src/model/scope.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { builtIn } from "../../src/playbook/built-in.ts";
import { parsePlaybook } from "../../src/playbook/parse-playbook.ts";
import { shopBase, snapshotOfFolder, stories } from "./folders.ts";

const whyPlaybook = parsePlaybook(builtIn.why, checks, "why");

/** The health of a scope; what is not said of it is empty. */
export function healthOf(snapshot: Snapshot, scope: Partial<Scope>, most = 50): Health {
  return health(snapshot, whyPlaybook, { of: [], namespaces: [], pairs: [], ...scope }, { most });
}

/** The example mesh, with one of its stories. */
export function shop(story?: string): Snapshot {
  const folder = story === undefined ? shopBase : stories.find(({ name }) => name === story)?.folder;
  if (folder === undefined) throw new Error(`There is no story "${story}"`);
  return snapshotOfFolder(folder);
}

/** `shop/checkout declared [AuthorizationPolicy shop/x spec.rules[0]] only POST /refund but …`. */
export function told({ ref, host, ground, because, only, but }: Neighbour): string {
  const place = ref.namespace === "" ? ref.name : `${ref.namespace}/${ref.name}`;
  const reasons = because.map((piece) => (piece.kind === "field" ? `${piece.ref.name} ${piece.path}` : piece.kind));
  const against = but.map((piece) =>
    piece.kind === "field"
      ? `${piece.ref.name} ${piece.path} ${piece.note ?? ""}`.trim()
      : "what" in piece
        ? piece.what
        : "",
  );
  return [
    `${ref.kind} ${host ?? place} ${ground}`,
    ...(reasons.length === 0 ? [] : [`[${reasons.join(", ")}]`]),
    ...(only.length === 0 ? [] : [`only ${only.join("; ")}`]),
    ...(against.length === 0 ? [] : [`but ${against.join("; ")}`]),
  ].join(" ");
}
