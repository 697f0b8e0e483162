import type { Evidence } from "../model/evidence.ts";
import { field } from "../model/evidence.ts";
import type { End } from "../model/trace.ts";
import { landing } from "./landing.ts";
import type { Target } from "./sent.ts";
import type { Walk } from "./walk.ts";

/** The application gets the request, in the form its port declares: delivered, unless it is not the one that was asked. */
export function delivered(walk: Walk, target: Target, mtls: boolean, because: readonly Evidence[] = []): End {
  const { endpoint, service } = target;
  const port = endpoint.port ?? walk.flow.port;
  const landed = { host: service?.hostname ?? endpoint.address, port, mtls };
  const evidence = because.length > 0 ? because : [field(endpoint.ref, "status.podIP", endpoint.address)];
  const astray = landing(walk, target);
  if (astray !== undefined) return { ...astray, landed };
  return {
    kind: "end",
    disposition: "delivered",
    station: "inbound",
    at: "server",
    responseFlag: "-",
    responseDetails: "via_upstream",
    because: evidence,
    landed,
  };
}
