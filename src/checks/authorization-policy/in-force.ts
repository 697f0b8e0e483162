import { defineCheck } from "../../model/check.ts";
import { idleFindings } from "../idle-findings.ts";

/** AuthorizationPolicies that read as if they were meant for the server, and are not in force there. */
export const policiesInForce = defineCheck({
  id: "authorization-policy/in-force",
  step: "authorization-policy",
  title: "every AuthorizationPolicy meant for the server is in force there",
  docs: `
    A policy whose selector misses the pods by a label, that stands in another namespace than the workload, or that has
    \`targetRefs\` (which only gateways and waypoints read) is stored and does nothing. What it was meant to allow stays
    refused, what it was meant to refuse stays allowed.
    This is a warning: whether this request is hurt is for the other checks to say.
  `,
  sameAs: ["IST0127", "IST0166", "IST0167"],
  classes: ["Z15", "Z16", "Z17"],
  needs: ["idle"],
  stations: ["authorization"],
  run: ({ idle }) => idleFindings(idle, "AuthorizationPolicy", "security"),
});
