import type { Header } from "../../model/question.ts";
import { reduceSecrets } from "../../source/access-log/reduce-secrets.ts";

const hidden = "…";
/** Only a word of this list is surely no secret itself: `authorization: s3cret` has no scheme. */
const authScheme = /^(?:basic|bearer|digest|hoba|mutual|negotiate|ntlm|aws4-hmac-sha256|apikey|token)(?=\s)/i;

/**
 * A header without what would let its reader in: of credentials the scheme is left, of cookies the names. It keeps its
 * form, `Bearer …` or `user=…`, so that what looks for a prefix or a name in it still finds it.
 */
export function reducedHeader({ name, value }: Header): Header {
  switch (name) {
    case "authorization":
    case "proxy-authorization":
      return { name, value: [authScheme.exec(value)?.[0] ?? [], hidden].flat().join(" ") };
    case "cookie":
    case "set-cookie":
      return { name, value: value.split(";").map(cookieName).join("; ") };
    default:
      return { name, value: reduceSecrets(value) };
  }
}

function cookieName(part: string): string {
  const equals = part.indexOf("=");
  return equals < 0 ? hidden : `${part.slice(0, equals).trim()}=${hidden}`;
}
