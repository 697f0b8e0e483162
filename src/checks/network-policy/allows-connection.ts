import type { CauseOf } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import type { Advice } from "../../model/fix.ts";
import type { Pair } from "../../model/pair.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { withShare } from "../with-share.ts";
import { openConnection } from "./open-connection.ts";

/** Whether the network lets the caller's pods connect to the server's. */
export const allowsConnection = defineCheck({
  id: "network-policy/allows-connection",
  step: "network-policy",
  title: "NetworkPolicies let the connection through",
  docs: `
    Once a NetworkPolicy selects a pod for a direction, only what some rule admits gets through: out of the caller's
    pod to the server's target port, and into the server's pod. What is refused mostly hangs for about ten seconds and
    then fails with \`UF\` and connection_timeout; the server's log is silent.
    Add a rule for this caller and this port. Rules compare the pod's own port, not the Service's.
  `,
  sameAs: [],
  classes: ["K10", "K11"],
  needs: ["traces", "mesh"],
  stations: ["network"],

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["network-policy"], (found) => {
      const { cause } = found;
      const [resource, ...others] = cause.policies;
      if (resource === undefined) return undefined;
      return {
        summary: withShare(found, "hangs", "hang", whatOf(cause, pair)),
        layer: "network",
        resource,
        related: others,
        evidence: evidenceOf(mesh, resource, undefined, found.end.because),
        proposals: openConnection(cause, mesh, pair),
        advice: adviceOf(cause),
      };
    });
  },
});

function whatOf({ direction, policies, port }: CauseOf<"network-policy">, { from, to }: Pair): string {
  const others = policies.length > 1 ? ` (nor does any of the ${policies.length - 1} others there)` : "";
  const name = policies[0] === undefined ? "a NetworkPolicy" : refText(policies[0].ref);
  return direction === "ingress"
    ? `${name} does not let ${from.name} connect to port ${port} of ${to.name}${others}`
    : `${name} does not let ${from.name} out to port ${port} of ${to.name}${others}`;
}

function adviceOf({ direction, client }: CauseOf<"network-policy">): readonly Advice[] {
  if (direction === "egress")
    return [
      {
        summary: "See that DNS (port 53, UDP and TCP) and istiod (port 15012) are let out too",
        why: "a pod that is isolated for egress needs a rule for each",
      },
    ];
  if (client?.hostNetwork !== true) return [];
  return [
    {
      summary: `Admit the addresses of the nodes with an ipBlock: ${client.owner?.name ?? "the caller"} is on its node's network`,
      why: "there no policy can tell its pods from others; it admits all that runs on the node's network",
    },
  ];
}
