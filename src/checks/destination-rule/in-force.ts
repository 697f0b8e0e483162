import { defineCheck } from "../../model/check.ts";
import { idleFindings } from "../idle-findings.ts";

/** DestinationRules that name the host of this pair in vain. */
export const destinationRulesInForce = defineCheck({
  id: "destination-rule/in-force",
  step: "destination-rule",
  title: "every DestinationRule that names the host is in force for this caller",
  docs: `
    The caller's namespace is asked for a DestinationRule first, then the service's, then the root namespace; the first
    that has any for the host ends the search. A rule elsewhere, one that is not exported, one with a host that matches
    nothing, or the younger of two for one host has no effect, whatever it says about subsets or TLS.
    This is a warning: whether traffic is hurt is for the other checks to say.
  `,
  sameAs: ["IST0174", "KIA0201", "KIA0202"],
  classes: ["D03", "D04", "D05", "D06", "D07", "D08"],
  needs: ["idle"],
  stations: ["cluster"],
  run: ({ idle }) => idleFindings(idle, "DestinationRule", "traffic-policy"),
});
