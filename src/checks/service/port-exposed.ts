import { defineCheck } from "../../model/check.ts";
import { field } from "../../model/evidence.ts";
import type { Advice } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { type Draft, type Found, findingsOf } from "../findings-of.ts";
import { requestsText } from "../requests-text.ts";
import { exposePort } from "./expose-port.ts";

type Code = "port-not-exposed" | "port-unknown";

/** The port that is called must be one of the service's. */
export const portExposed = defineCheck({
  id: "service/port-exposed",
  step: "destination",
  title: "the service exposes the port that is called",
  docs: `
    The port in the URL is none that the Service (or ServiceEntry) declares. To the mesh such a call goes to an unknown
    address: it is passed through and finds nobody, or is refused under REGISTRY_ONLY.
    Call a port that is declared (the service's, not the container's), or declare this one.
  `,
  sameAs: [],
  classes: ["K09", "E01"],
  needs: ["traces", "mesh"],
  stations: ["capture", "resolve", "listener"],

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["port-not-exposed", "port-unknown"], (found) => {
      // A route that names a port is judged with the VirtualService.
      const byRoute = found.cause.code === "port-unknown" && found.cause.route !== undefined;
      return byRoute ? undefined : draft(found, mesh, pair.from.name);
    });
  },
});

function draft({ cause, share, trace, end }: Found<Code>, mesh: Mesh, caller: string): Draft {
  const { service, port, exposed } = cause;
  const ports = exposed.length === 0 ? "none" : exposed.join(", ");
  return {
    summary: `${requestsText(share, trace.flow, "goes", "go")} to port ${port}, which ${refText(service)} does not expose; it exposes ${ports}`,
    layer: "kubernetes",
    resource: { ref: service, path: "spec.ports" },
    evidence: [
      field(service, "spec.ports", exposed, `no port ${port}`),
      ...end.because.filter(({ kind }) => kind !== "field"),
    ],
    proposals: exposePort(cause, trace.flow, mesh),
    advice: exposed.map((other): Advice => ({ summary: `Let ${caller} call port ${other}, if that is meant` })),
  };
}
