import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Flow } from "../../model/flow.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Declares a Service's port as what is sent to it; `appProtocol` outweighs the name. */
export function declareProtocol({ ref, path }: Spot, { scheme }: Flow, mesh: Mesh): readonly Proposal[] {
  const port = path.replace(/\.name$/, "");
  const appProtocol = { ref, path: `${port}.appProtocol` };
  const declared = valueAt(mesh, appProtocol);
  if (typeof declared === "string")
    return [
      propose(
        `Declare appProtocol ${scheme} instead of ${declared} on ${refText(ref)}`,
        replaceValue(appProtocol, declared, scheme),
      ),
    ];
  const name = { ref, path: `${port}.name` };
  const old = valueAt(mesh, name);
  if (typeof old !== "string") return [];
  const wanted = `${scheme}${old.includes("-") ? old.slice(old.indexOf("-")) : ""}`;
  return [propose(`Name the port ${wanted} instead of ${old} on ${refText(ref)}`, replaceValue(name, old, wanted))];
}
