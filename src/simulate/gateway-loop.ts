import { absence, field } from "../model/evidence.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { End } from "../model/trace.ts";
import { failure, unknownEnd } from "./end.ts";
import type { Entering } from "./route-at-gateway.ts";
import type { Passage, Walk } from "./walk.ts";

/** More gateways than any request passes on purpose. */
const most = 6;

interface Door {
  readonly port: number;
  readonly service: Ref | undefined;
}

/** A request that enters a gateway, as it is compared with those before. */
export function passageAt(walk: Walk, { tls, mutual, sni, port, principal }: Entering): Passage {
  const { client, payload, request } = walk;
  const door = [refKey(client.owner), port, request.authority];
  return {
    door: JSON.stringify(door),
    state: JSON.stringify([...door, payload, request, tls, mutual, sni ?? null, principal ?? null]),
  };
}

/**
 * Where a request that enters a gateway ends because it has been there before; `undefined`: it goes on. One that is
 * rewritten at each turn never comes back quite alike: it counts as going round once it has come to a door three times
 * and passed more gateways than anybody means.
 *
 * Envoy counts no hops. Each turn makes `x-forwarded-for` longer (http/conn_manager_utility.cc `mutateRequestHeaders`),
 * until a limit gives way: the size of headers (431; HttpConnectionManager `max_request_headers_kb`, 60 by default),
 * connections, memory, or somebody's timeout. So no status is given.
 */
export function gatewayLoop(walk: Walk, passage: Passage, { port, service }: Door): End | undefined {
  const { passed, client, request } = walk;
  const isBack = passed.some(({ state }) => state === passage.state);
  if (!isBack && passed.length < most) return undefined;
  const { routedBy: route } = walk;
  const returns = passed.filter(({ door }) => door === passage.door).length;
  if (!isBack && returns < 3)
    return unknownEnd("gateway", "gateway", {
      code: "not-modelled",
      what: `a way through more than ${most} gateways`,
      spot: route,
    });
  const why = `the request is back at port ${port} of ${client.owner.name}, and takes the same way again`;
  return failure({
    disposition: "loops",
    station: "gateway",
    at: "gateway",
    cause: { code: "gateway-loop", gateway: client.owner, port, host: request.authority, service, route },
    because: [...(route === undefined ? [] : [field(route.ref, `${route.path}.host`, undefined, why)]), absence(why)],
    payload: walk.payload,
  });
}
