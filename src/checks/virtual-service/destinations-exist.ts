import type { CauseOf, Spot } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { type Draft, type Found, findingsOf } from "../findings-of.ts";
import { chargesOf } from "../in-force/charges-of.ts";
import type { Scene } from "../in-force/scene.ts";
import { requestsText } from "../requests-text.ts";
import { shortHost } from "../short-host.ts";
import { fillCluster } from "./fill-cluster.ts";
import { nameHost } from "./name-host.ts";
import { namePort } from "./name-port.ts";

type Code = "host-unknown" | "port-unknown" | "cluster-empty";

/** What a route names must be there, in the eyes of the proxy that routes. */
export const destinationsExist = defineCheck({
  id: "virtual-service/destinations-exist",
  step: "virtual-service",
  title: "the hosts and ports that routes name exist",
  docs: `
    A route sends to a host or port for which the proxy has no cluster, and so it answers 503 (NC) itself. Short names
    belong to the VirtualService's own namespace, \`name.namespace\` is not expanded at all, ports are the Service's,
    and a route without a port means the one that was dialled.
    Write the full name, and the port where it differs.
  `,
  sameAs: ["IST0101", "IST0112", "KIA1101"],
  classes: ["R09", "R10", "R11", "R12", "S08", "E03", "E04"],
  needs: ["traces", "mesh"],
  stations: ["cluster"],

  run({ traces, mesh, pair }) {
    return findingsOf<Code>(traces, ["host-unknown", "port-unknown", "cluster-empty"], (found) => {
      const { trace, way } = found;
      const scene = { mesh, pair, flow: trace.flow, way };
      switch (found.cause.code) {
        case "host-unknown":
          return unknownHost(found, found.cause, { ...scene, host: found.cause.host });
        case "port-unknown":
          return found.cause.route === undefined ? undefined : unknownPort(found, found.cause, found.cause.route, mesh);
        case "cluster-empty":
          return emptyCluster(found, found.cause, mesh);
      }
    });
  },
});

function unknownHost({ share, trace, end }: Found<Code>, cause: CauseOf<"host-unknown">, scene: Scene): Draft {
  const { host, route, inert, similar } = cause;
  const resource = { ref: route.ref, path: `${route.path}.host` };
  const sent = `${requestsText(share, trace.flow, "is", "are")} routed to ${shortHost(host)} by ${refText(route.ref)}`;
  const candidates = nameHost(resource, host, similar, scene);
  return {
    summary:
      inert.length > 0 ? `${sent}, which the caller's proxy does not know` : `${sent}, and there is no such host`,
    layer: "routing",
    resource,
    evidence: evidenceOf(scene.mesh, resource, undefined, end.because),
    charges: chargesOf(inert, scene, ({ why }) => `${sent}, which the caller's proxy does not know: ${why}`),
    proposals: candidates,
    sameAs: ["IST0101", "KIA1101"],
  };
}

function unknownPort(
  { share, trace, end }: Found<Code>,
  { port, service, exposed, implicit }: CauseOf<"port-unknown">,
  route: Spot,
  mesh: Scene["mesh"],
): Draft {
  const resource = { ref: route.ref, path: implicit ? route.path : `${route.path}.port.number` };
  const sent = `${requestsText(share, trace.flow, "is", "are")} routed to port ${port} of ${refText(service)}, which exposes ${exposed.join(", ")}`;
  return {
    summary: implicit ? `${sent}: ${refText(route.ref)} names no port, so the one that is dialled is meant` : sent,
    layer: "routing",
    resource,
    related: [{ ref: service, path: "spec.ports" }],
    evidence: evidenceOf(mesh, resource, implicit ? "no port is named" : undefined, end.because),
    proposals: namePort(resource, { service, port, exposed, implicit }, mesh),
    sameAs: implicit ? ["IST0112"] : [],
  };
}

function emptyCluster(
  { share, trace, end }: Found<Code>,
  { spot, service, why }: CauseOf<"cluster-empty">,
  mesh: Scene["mesh"],
): Draft {
  return {
    summary: `${requestsText(share, trace.flow, "goes", "go")} to ${refText(service)}, for which the proxy has no cluster: ${why}`,
    layer: "routing",
    resource: spot,
    evidence: evidenceOf(mesh, spot, why, end.because),
    proposals: fillCluster(spot, mesh),
    sameAs: [],
  };
}
