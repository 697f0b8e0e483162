import type { SidecarScope } from "../mesh/sidecar-scope.ts";
import type { Spot } from "../model/cause.ts";
import type { Flow } from "../model/flow.ts";
import type { HttpRequest } from "../model/http-request.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import type { ProxyView, Workload } from "../model/workload.ts";

/** What bytes the application sends. */
export type Payload = "http" | "tls" | "tcp";

/** One time that a request entered a gateway. */
export interface Passage {
  /** Whose port it is, and which name was asked for. */
  readonly door: string;
  /** All that decides what the gateway makes of the request: what enters twice alike goes round for ever. */
  readonly state: string;
}

/** Everything a station may look at: one request, on behalf of one class of callers. */
export interface Walk {
  readonly mesh: Mesh;
  readonly pair: Pair;
  readonly flow: Flow;
  readonly payload: Payload;
  readonly request: HttpRequest;
  /** A pod that stands for its class. */
  readonly client: Workload;
  readonly view: ProxyView;
  readonly scope: SidecarScope;
  /** The address that the application dials, where it is known: a cluster without endpoints of its own sends there. */
  readonly dialledIp: string | undefined;
  /** The virtual host that took the request is that of the host that was asked for: its routes decide where it belongs. */
  readonly onAskedHost: boolean;
  /** The gateways that the request has passed on routes of the mesh, first to last. */
  readonly passed: readonly Passage[];
  /** The destination, in a route, of the cluster that the request goes to; `undefined`: no route names one. */
  readonly routedBy: Spot | undefined;
  /** Notes something taken for granted; said once in the diagnosis. */
  assume(what: string): void;
}

/** The same request after a rewrite. */
export function withRequest(walk: Walk, request: HttpRequest): Walk {
  return request === walk.request ? walk : { ...walk, request };
}
