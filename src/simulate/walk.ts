import type { SidecarScope } from "../mesh/sidecar-scope.ts";
import type { Flow } from "../model/flow.ts";
import type { HttpRequest } from "../model/http-request.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import type { ProxyView, Workload } from "../model/workload.ts";

/** What bytes the application sends. */
export type Payload = "http" | "tls" | "tcp";

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
  /** Notes something taken for granted; said once in the diagnosis. */
  assume(what: string): void;
}

/** The same request after a rewrite. */
export function withRequest(walk: Walk, request: HttpRequest): Walk {
  return request === walk.request ? walk : { ...walk, request };
}
