import { defineCheck } from "../../model/check.ts";
import { field } from "../../model/evidence.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { findingsOf } from "../findings-of.ts";
import { propose } from "../propose.ts";
import { requestsText } from "../requests-text.ts";
import { templatePath } from "../template-path.ts";

/** Before any proxy is asked, the caller's DNS must know the name. */
export const nameResolves = defineCheck({
  id: "service/name-resolves",
  step: "destination",
  title: "the name that is called resolves",
  docs: `
    The caller's DNS finds no Service of this name in its own namespace or by its full name, so no connection is ever
    opened and no proxy logs a thing; or an ExternalName Service stands for a name that is none.
    Call the service as \`name.namespace\`, or create it.
  `,
  sameAs: [],
  classes: ["K01", "K15"],
  needs: ["traces", "mesh"],
  stations: ["capture", "resolve"],

  run({ traces, mesh }) {
    return findingsOf(traces, ["name-not-found"], ({ cause, share, trace, end }) => {
      const { host, similar, caller, alias } = cause;
      const [nearest] = similar;
      const hint = nearest === undefined ? "" : `; ${refText(nearest)} may be meant`;
      const asked = alias === undefined ? `${caller.name} calls ${host}` : `${refText(alias)} stands for ${host}`;
      const resource =
        alias === undefined ? { ref: caller, path: templatePath(caller) } : { ref: alias, path: "spec.externalName" };
      const meant = similar.map((ref) => ({ ref, name: `${ref.name}.${ref.namespace}.svc.${mesh.settings.domain}` }));
      return {
        summary: `${requestsText(share, trace.flow, "fails", "fail")} before a connection is opened: ${asked}, and no Service has that name${hint}`,
        layer: "kubernetes",
        resource,
        related: similar.map((ref) => ({ ref, path: "metadata.name" })),
        evidence: [...end.because, ...similar.map((ref) => field(ref, "metadata.name", ref.name))],
        proposals:
          alias === undefined
            ? []
            : meant
                .slice(0, 3)
                .map(({ name }) =>
                  propose(`Let ${refText(alias)} stand for ${name}`, replaceValue(resource, host, name)),
                ),
        advice:
          alias === undefined
            ? meant.map(({ ref, name }) => ({
                summary: `Call ${name} instead of ${host}, if ${refText(ref)} is meant`,
              }))
            : [],
      };
    });
  },
});
