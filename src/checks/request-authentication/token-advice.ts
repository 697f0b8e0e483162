import type { CauseOf } from "../../model/cause.ts";
import type { Advice } from "../../model/fix.ts";
import type { Token } from "../../model/question.ts";
import { refText } from "../../model/ref.ts";

/** What to do about a refused token beyond the configuration. */
export function tokenAdvice(
  { spot, reason }: CauseOf<"jwt">,
  token: Token | undefined,
  sender: string,
): readonly Advice[] {
  if (spot.path.endsWith(".issuer")) {
    const issuer = typeof token?.claims.iss === "string" ? `issuer ${token.claims.iss}` : "that issuer";
    return [
      {
        summary: `If ${issuer} is to be trusted, give ${refText(spot.ref)} a rule with it and its jwksUri; else let ${sender} fetch its token from the issuer named there`,
        why: "whom to trust cannot be told from configuration",
      },
    ];
  }
  if (spot.path.endsWith(".audiences"))
    return [
      {
        summary: `Or let ${sender} ask for a token whose audience is one that ${refText(spot.ref)} names`,
        why: "another audience admits whoever holds tokens for it",
      },
    ];
  if (/not_in_the_form/.test(reason))
    return [
      {
        summary: `Let ${sender} send a JSON Web Token after "Bearer", or put other credentials in another header`,
        why: "what is in Authorization is read as a token",
      },
    ];
  return [
    {
      summary: `Let ${sender} fetch a new token before the old one expires, and compare the clocks`,
      why: "60 seconds of difference are tolerated",
    },
  ];
}
