import { defineCheck } from "../../model/check.ts";
import { field } from "../../model/evidence.ts";
import { refText } from "../../model/ref.ts";
import { findingsOf } from "../findings-of.ts";
import { requestsText } from "../requests-text.ts";
import { templatePath } from "../template-path.ts";

/** Before any proxy is asked, the caller's DNS must know the name. */
export const nameResolves = defineCheck({
  id: "service/name-resolves",
  step: "destination",
  title: "the name that is called resolves",
  docs: `
    The caller's DNS finds no Service of this name in its own namespace or by its full name, so no connection is ever
    opened and no proxy logs a thing. Call the service as \`name.namespace\`, or create it.
  `,
  sameAs: [],
  classes: ["K01"],
  needs: ["traces"],
  stations: ["capture", "resolve"],

  run({ traces }) {
    return findingsOf(traces, ["name-not-found"], ({ cause, share, trace, end }) => {
      const { host, similar, caller } = cause;
      const [nearest] = similar;
      const hint = nearest === undefined ? "" : `; ${refText(nearest)} may be meant`;
      return {
        summary: `${requestsText(share, trace.flow, "fails", "fail")} before a connection is opened: ${caller.name} calls ${host}, and no Service is called so${hint}`,
        layer: "kubernetes",
        resource: { ref: caller, path: templatePath(caller) },
        related: similar.map((ref) => ({ ref, path: "metadata.name" })),
        evidence: [...end.because, ...similar.map((ref) => field(ref, "metadata.name", ref.name))],
        advice: similar.map((ref) => ({
          summary: `Call ${ref.name}.${ref.namespace} instead of ${host}, if ${refText(ref)} is meant`,
        })),
      };
    });
  },
});
