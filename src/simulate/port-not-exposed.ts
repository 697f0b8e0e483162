import { absence, field } from "../model/evidence.ts";
import { refText } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import type { End } from "../model/trace.ts";
import { side } from "./cluster.ts";
import { failure, type Shown } from "./end.ts";
import type { Walk } from "./walk.ts";

/** A port that the Service does not have: nothing forwards it. `blocked`: what the proxy shows that does not even try. */
export function portNotExposed(walk: Walk, service: RegistryService, port: number, blocked?: Shown): End {
  const exposed = service.ports.map(({ number }) => number);
  return failure({
    disposition: "refused",
    station: "resolve",
    at: side(walk),
    cause: { code: "port-not-exposed", service: service.ref, port, exposed, caller: walk.client.owner },
    because: [field(service.ref, "spec.ports", exposed), absence(`${refText(service.ref)} has no port ${port}`)],
    shown: walk.client.proxy.kind === "none" ? {} : (blocked ?? unreachable),
    payload: walk.payload,
  });
}

const unreachable: Shown = {
  status: 503,
  flag: "UF",
  details: "upstream_reset_before_response_started{connection_failure}",
};
