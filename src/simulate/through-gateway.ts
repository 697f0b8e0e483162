import { gatewayPodListener } from "../mesh/gateway-listener.ts";
import { gatewayWorkload } from "../mesh/gateway-workload.ts";
import { sidecarScope } from "../mesh/sidecar-scope.ts";
import { absence, field } from "../model/evidence.ts";
import { isNonEmpty } from "../model/non-empty.ts";
import { refText } from "../model/ref.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import type { ProxyView, Workload } from "../model/workload.ts";
import { failure } from "./end.ts";
import { gatewayLoop, passageAt } from "./gateway-loop.ts";
import { callerPrincipal } from "./inbound.ts";
import { withoutPort } from "./request.ts";
import { type Entering, routeAtGateway } from "./route-at-gateway.ts";
import type { Sent, Target } from "./sent.ts";
import type { Walk } from "./walk.ts";

/** A route leads to a gateway inside the mesh (an egress gateway): its servers take the request and route it on. */
export function throughGateway(walk: Walk, target: Target, sent: Sent, server: Workload): Hop | End {
  const port = target.endpoint.port ?? walk.flow.port;
  const gateway = gatewayWorkload(walk.mesh, server);
  const { listening } = gatewayPodListener(walk.mesh, gateway, port);
  if (!isNonEmpty(listening)) {
    const why = `no Gateway opens port ${port} on ${server.owner.name}`;
    return failure({
      disposition: "refused",
      station: "gateway",
      at: "gateway",
      cause: {
        code: "gateway-refused",
        spot:
          target.service === undefined
            ? undefined
            : { ref: target.service.ref, path: target.port?.path ?? "spec.ports" },
        port,
        why,
        inert: [],
      },
      because: [absence(why)],
      shown: {
        status: 503,
        flag: "URX,UF",
        details:
          "upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}",
      },
      payload: walk.payload,
    });
  }
  const view: ProxyView = { kind: "gateway", namespace: server.namespace, labels: server.labels };
  const beyond: Walk = { ...walk, client: server, view, scope: sidecarScope(walk.mesh, view) };
  const tls = sent.wire !== "plaintext" || walk.payload === "tls";
  const entering: Entering = {
    gateway,
    servers: listening,
    tls,
    mutual: sent.wire === "mtls",
    sni: shownName(walk, sent),
    port,
    door: { servicePort: target.port?.number ?? port, targetPort: port },
    principal: sent.wire === "mtls" ? callerPrincipal(walk) : undefined,
    sourceIp: walk.client.ip,
  };
  const passage = passageAt(beyond, entering);
  const loop = gatewayLoop(beyond, passage, { port, service: target.service?.ref });
  if (loop !== undefined) return loop;
  return hop({
    kind: "gateway",
    at: "gateway",
    title: `gateway ${server.owner.name} port ${port} (${[...new Set(listening.map(({ ref }) => refText(ref)))].join(", ")})`,
    because: listening
      .slice(0, 1)
      .map(({ ref, path, server: { port: declared } }) => field(ref, `${path}.port`, declared.number)),
    next: onward(routeAtGateway({ ...beyond, passed: [...walk.passed, passage] }, entering)),
  });
}

/** The server name that the gateway sees: the mesh's own TLS covers the application's, which else goes on as it is. */
function shownName({ payload, request }: Walk, { wire, sni }: Sent): string | undefined {
  if (wire === "mtls") return sni?.split("_.").at(-1);
  return wire === "plaintext" && payload === "tls" ? withoutPort(request.authority) : undefined;
}
