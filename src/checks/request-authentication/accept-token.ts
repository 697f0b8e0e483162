import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Token } from "../../model/question.ts";
import { refText } from "../../model/ref.ts";
import { appendValue } from "../change/append-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { valueAt } from "../value-at.ts";

/** What would have a token accepted without trusting anyone new: the same issuer written alike, one more audience. */
export function acceptToken({ spot }: CauseOf<"jwt">, token: Token | undefined, mesh: Mesh): readonly Proposal[] {
  const old = valueAt(mesh, spot);
  const { iss, aud } = token?.claims ?? {};
  if (typeof old === "string" && typeof iss === "string" && spot.path.endsWith(".issuer")) {
    if (bare(old) !== bare(iss)) return [];
    const summary = `Write the issuer of ${refText(spot.ref)} as the tokens do: ${iss}`;
    return [{ summary, changes: [replaceValue(spot, old, iss)], after: [] }];
  }
  const [audience] = (Array.isArray(aud) ? aud : [aud]).filter((each): each is string => typeof each === "string");
  if (!Array.isArray(old) || audience === undefined) return [];
  return [
    {
      summary: `Add audience ${audience} to ${spot.path} of ${refText(spot.ref)}`,
      changes: [appendValue(spot, old, audience)],
      after: [],
      weakens: true,
    },
  ];
}

/** Issuers are compared letter by letter; a scheme, a closing slash or capitals are often all that differs. */
function bare(issuer: string): string {
  return issuer
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/+$/, "");
}
