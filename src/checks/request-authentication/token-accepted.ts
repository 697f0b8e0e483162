import type { CauseOf, Spot } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import type { Pair } from "../../model/pair.ts";
import { endings, visits } from "../../model/trace.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { templatePath } from "../template-path.ts";
import { withShare } from "../with-share.ts";
import { acceptToken } from "./accept-token.ts";
import { tokenAdvice } from "./token-advice.ts";

/** Whether the token that a request carries is one that the server accepts. */
export const tokenAccepted = defineCheck({
  id: "request-authentication/token-accepted",
  step: "request-authentication",
  title: "the server accepts the request's token",
  docs: `
    RequestAuthentication refuses a token that is there and bad: expired, no JSON Web Token at all, of an issuer that no
    rule names (401), or for another audience (403). A request without a token passes; only an AuthorizationPolicy can
    demand one.
    A token is taken as validly signed: whether the keys fit cannot be told from configuration.
  `,
  sameAs: [],
  classes: ["J01", "J02", "J04", "J05"],
  needs: ["traces", "mesh"],
  stations: ["authentication"],

  undecided({ traces }) {
    const stopsHere = traces.some((trace) => endings(trace).some(({ end }) => end.station === "authentication"));
    const isLookedAt = traces.some((trace) => visits(trace, "authentication").length > 0);
    if (stopsHere || isLookedAt) return undefined;
    return traces.every(({ flow }) => flow.token === undefined)
      ? { status: "skipped", reason: "no token in the request" }
      : { status: "skipped", reason: "no RequestAuthentication of the server looks for the token" };
  },

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["jwt"], (found) => {
      const { cause, trace, end } = found;
      const resource = chargedSpot(cause, pair);
      const words = cause.reason.replaceAll("_", " ");
      const server = end.at === "gateway" ? pair.from.name : pair.to.name;
      const who = pair.viaGateway ? `${server} refuses the token` : `${server} refuses the token of ${pair.from.name}`;
      return {
        summary: withShare(found, "is turned away", "are turned away", `${who}: ${words} (${cause.status})`),
        layer: "security",
        resource,
        related: resource === cause.spot ? [] : [cause.spot],
        evidence: evidenceOf(mesh, resource, undefined, found.end.because),
        proposals: acceptToken(cause, trace.flow.token, mesh),
        advice: tokenAdvice(cause, trace.flow.token, pair.viaGateway ? "the client" : pair.from.name),
      };
    });
  },
});

/** The rule's field that refuses; the caller where the token itself is no good, unless it came from outside. */
function chargedSpot({ spot, caller }: CauseOf<"jwt">, { viaGateway }: Pair): Spot {
  if (viaGateway || /\.(issuer|audiences)$/.test(spot.path)) return spot;
  return { ref: caller, path: templatePath(caller) };
}
