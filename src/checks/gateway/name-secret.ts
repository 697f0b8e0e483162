import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import type { Scene } from "../in-force/scene.ts";
import { nearTexts } from "../near-text.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Names a certificate that is there and may be meant. */
export function nameSecret(spot: Spot, { mesh, pair }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, spot);
  if (typeof old !== "string") return [];
  const there = mesh
    .list("Secret", pair.from.namespace)
    .filter(({ type, keys }) => type === "kubernetes.io/tls" || keys.includes("tls.crt"))
    .map(({ metadata }) => metadata.name);
  return nearTexts(old, there)
    .filter((name) => name !== old)
    .slice(0, 2)
    .map((name) =>
      propose(
        `Take the certificate of Secret ${name} instead of ${old} in ${refText(spot.ref)}`,
        replaceValue(spot, old, name),
      ),
    );
}
