import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { pathParts } from "../../model/path.ts";
import { refText } from "../../model/ref.ts";
import { removeValue } from "../change/remove-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { rolloutRestart } from "../rollout-restart.ts";
import { templatePath } from "../template-path.ts";
import { valueAt } from "../value-at.ts";

/** An application's user that is not the proxy's. */
const otherUser = 1000;

/** What would send the traffic through the sidecar again; of a list, one entry goes before all of it does. */
export function captureAgain(mesh: Mesh, spot: Spot, port: number | undefined): readonly Proposal[] {
  const { ref, path } = spot;
  const old = valueAt(mesh, spot);
  if (path === templatePath(ref)) return remade(spot);
  const name = String(pathParts(path).at(-1));
  if (path.endsWith(".runAsUser") && typeof old === "number")
    return [
      {
        summary: `Run ${refText(ref)} as another user than the proxy's, for instance ${otherUser}`,
        changes: [replaceValue(spot, old, otherUser)],
        after: [],
      },
    ];
  // Of the proxy's configuration only a part is held: its old text cannot be tested.
  if (typeof old !== "string" || name === "proxy.istio.io/config") return [];
  const removal: Proposal = {
    summary: `Remove the annotation ${name} from ${refText(ref)}`,
    changes: [removeValue(spot, old)],
    after: [],
  };
  return [...shorter(spot, name, old), ...longer(spot, name, old, port), removal];
}

/** The pods still follow a setting that their template has lost. */
function remade({ ref }: Spot): readonly Proposal[] {
  const restart = rolloutRestart(ref);
  return restart === undefined
    ? []
    : [{ summary: `Restart ${refText(ref)}: its template excludes nothing any more`, changes: [], after: [restart] }];
}

function shorter(spot: Spot, name: string, old: string): readonly Proposal[] {
  const parts = partsOf(old);
  if (!name.includes("/exclude") || parts.length < 2) return [];
  return parts.slice(0, 8).map((part) => ({
    summary: `Remove ${part} from ${name} of ${refText(spot.ref)}`,
    changes: [replaceValue(spot, old, parts.filter((other) => other !== part).join(","))],
    after: [],
  }));
}

function longer(spot: Spot, name: string, old: string, port: number | undefined): readonly Proposal[] {
  if (port === undefined || !/\/include(Inbound|Outbound)Ports$/.test(name)) return [];
  return [
    {
      summary: `Add ${port} to ${name} of ${refText(spot.ref)}`,
      changes: [replaceValue(spot, old, [...partsOf(old), String(port)].join(","))],
      after: [],
    },
  ];
}

function partsOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
