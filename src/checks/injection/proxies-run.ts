import { defineCheck } from "../../model/check.ts";
import type { Ref } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { rolloutRestart } from "../rollout-restart.ts";
import { templatePath } from "../template-path.ts";
import { withShare } from "../with-share.ts";

/** Whether the proxies that were injected run. */
export const proxiesRun = defineCheck({
  id: "injection/proxies-run",
  step: "injection",
  title: "the sidecars run",
  docs: `
    A pod whose istio-proxy waits or has ended still redirects all its traffic there: its calls, and calls to it, are
    refused a connection. Mostly such a pod is not ready and gets no calls; a caller's pod still tries.
    Read the proxy's log and its last state: killed for memory, no certificate, no connection to istiod.
  `,
  sameAs: [],
  classes: ["I16", "C07"],
  needs: ["traces", "mesh"],
  stations: ["capture", "inbound"],

  run({ traces, mesh }) {
    return findingsOf(traces, ["proxy-down"], (found) => {
      const { ref } = found.cause.spot;
      const resource = { ref, path: templatePath(ref) };
      return {
        summary: withShare(found, "is refused a connection", "are refused a connection", found.cause.why),
        layer: "proxy",
        resource,
        evidence: evidenceOf(mesh, resource, undefined, found.end.because),
        advice: [readLog(ref)],
      };
    });
  },
});

function readLog(ref: Ref) {
  const restart = rolloutRestart(ref);
  const target = restart?.replace("kubectl rollout restart ", "");
  return {
    summary: `Read why the istio-proxy of ${ref.name} ended, before it is restarted`,
    ...(target === undefined ? {} : { command: `kubectl logs ${target} -c istio-proxy --previous` }),
  };
}
