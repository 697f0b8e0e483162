import { askedService } from "../../model/asked-service.ts";
import { defineCheck } from "../../model/check.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { chargesOf } from "../in-force/charges-of.ts";
import type { Scene } from "../in-force/scene.ts";
import { requestsText } from "../requests-text.ts";
import { shortHost } from "../short-host.ts";
import { ignoredSidecars } from "./ignored-sidecars.ts";
import { registerHost } from "./register-host.ts";

/** Under REGISTRY_ONLY a proxy lets nothing out that it was not told of. */
export const hostInScope = defineCheck({
  id: "scope/host-in-scope",
  step: "scope",
  title: "the caller's proxy knows the host",
  docs: `
    The outbound policy is REGISTRY_ONLY, and the host is not among what this proxy was told of: its Sidecar does not
    import it, it is not exported to the caller's namespace, or nobody registered it. Callers get 502, or a reset.
    Import or export what is there; register an outside host with a ServiceEntry.
  `,
  sameAs: ["IST0111", "KIA0002", "KIA1004"],
  classes: ["S02", "S03", "S04", "S05", "S06", "S08", "S09", "S10"],
  needs: ["traces", "mesh"],
  stations: ["listener", "route"],

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["registry-only"], ({ cause, share, trace, way, end }) => {
      const { host, policy, inert, caller } = cause;
      const blocked = `${requestsText(share, trace.flow, "is", "are")} stopped by ${caller.name}'s own proxy`;
      const outside = pair.services.length === 0;
      const scene: Scene = {
        mesh,
        pair,
        flow: trace.flow,
        host: askedService(pair, trace.flow)?.hostname ?? host,
        way,
      };
      return {
        summary: outside
          ? `${blocked}: nobody registered ${shortHost(host)}, and ${refText(policy.ref)} lets only registered hosts out`
          : `${blocked}: it does not know ${shortHost(host)}, and ${refText(policy.ref)} lets only known hosts out`,
        layer: "routing",
        resource: policy,
        evidence: evidenceOf(mesh, policy, undefined, end.because),
        charges: [
          ...ignoredSidecars(inert, scene, blocked),
          ...chargesOf(inert, scene, ({ why }) => `${blocked}: ${why}`),
        ],
        sameAs: inert.some(({ ref, path }) => ref.kind === "Sidecar" && path.includes(".hosts[")) ? ["KIA1004"] : [],
        proposals: outside ? registerHost(host, trace.flow, { mesh, pair, policy }) : [],
      };
    });
  },
});
