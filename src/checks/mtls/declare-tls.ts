import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { valueAt } from "../value-at.ts";
import { protocolSpot } from "./protocol-spot.ts";

/** A port to which applications speak TLS themselves is declared so: `http-web` becomes `https-web`. */
export function declareTls(mesh: Mesh, declared: Spot): readonly Proposal[] {
  const spot = protocolSpot(mesh, declared);
  const old = valueAt(mesh, spot);
  if (typeof old !== "string") return [];
  const next = spot.path.endsWith(".name") ? renamed(old) : "https";
  return [
    {
      summary: `Declare the port as TLS: ${spot.path} of ${refText(spot.ref)} from ${old} to ${next}`,
      changes: [replaceValue(spot, old, next)],
      after: [],
    },
  ];
}

function renamed(name: string): string {
  const dash = name.indexOf("-");
  return dash < 0 ? "https" : `https${name.slice(dash)}`;
}
