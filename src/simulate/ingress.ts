import { gatewayListener } from "../mesh/gateway-listener.ts";
import { gatewayWorkload } from "../mesh/gateway-workload.ts";
import type { Spot } from "../model/cause.ts";
import { absence, field } from "../model/evidence.ts";
import { isNonEmpty } from "../model/non-empty.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import { failure, unknownEnd } from "./end.ts";
import { withoutPort } from "./request.ts";
import { type Entering, routeAtGateway } from "./route-at-gateway.ts";
import type { Walk } from "./walk.ts";

/** A request from outside knocks at a port of the gateway's Service. */
export function ingress(walk: Walk): Hop | End {
  const { mesh, client, flow } = walk;
  const gateway = gatewayWorkload(mesh, client);
  const listener = gatewayListener(mesh, gateway, flow.port);
  const { listening } = listener;
  const [foreign] = listener.notModelled;
  if (listener.listening.length === 0 && foreign !== undefined) {
    return unknownEnd(
      "gateway",
      "gateway",
      { code: "not-modelled", what: "Gateways of the Gateway API", spot: foreign },
      listener.because,
    );
  }
  if (listener.listening.length === 0 && listener.gap !== undefined) {
    return unknownEnd(
      "gateway",
      "gateway",
      { code: "unreadable", gap: listener.gap, decision: `whether anything listens on port ${flow.port}` },
      listener.because,
    );
  }
  if (!isNonEmpty(listening)) {
    const spot: Spot | undefined =
      listener.inert[0] ??
      listener.routeless[0] ??
      listener.service ??
      (gateway.services[0] === undefined ? undefined : { ref: gateway.services[0].ref, path: "spec.ports" });
    const why =
      listener.inert[0]?.why ??
      (listener.targetPort === undefined
        ? `no Service of the gateway has port ${flow.port}`
        : `no Gateway opens port ${flow.port} on ${client.owner.name}`);
    return failure({
      disposition: "refused",
      station: "gateway",
      at: "gateway",
      cause: { code: "gateway-refused", spot, port: flow.port, why, inert: listener.inert },
      because: [...listener.because, absence(why)],
      payload: walk.payload,
    });
  }
  const entering: Entering = {
    gateway,
    servers: listening,
    tls: walk.payload === "tls",
    mutual: false,
    sni: walk.payload === "tls" ? withoutPort(walk.request.authority) : undefined,
    port: listener.targetPort ?? flow.port,
    door: { servicePort: flow.port, targetPort: listener.targetPort },
    principal: undefined,
    sourceIp: flow.clientIp,
  };
  return hop({
    kind: "gateway",
    at: "gateway",
    title: `port ${flow.port} is open (${listener.listening
      .map(({ gateway: name }) => `Gateway ${name}`)
      .filter((name, i, all) => all.indexOf(name) === i)
      .join(", ")})`,
    because: listener.because.length > 0 ? listener.because : [field(listening[0].ref, listening[0].path, flow.port)],
    next: onward(routeAtGateway(walk, entering)),
  });
}
