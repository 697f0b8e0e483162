import type { PlaintextReason, Spot } from "../model/cause.ts";
import type { Wire } from "../model/connection.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Endpoint, RegistryPort, RegistryService } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";

/** What leaves the client's pod for one endpoint. */
export interface Sent {
  readonly wire: Wire;
  /** Why it is plaintext, when it is. */
  readonly plaintext: PlaintextReason | undefined;
  /** `AUTO`, `ISTIO_MUTUAL`, `SIMPLE` …, or `none` where no proxy speaks. */
  readonly mode: string;
  /** The field that made it TLS. */
  readonly spot: Spot | undefined;
  readonly sni: string | undefined;
  readonly because: readonly Evidence[];
}

/** Whom it is for. */
export interface Target {
  readonly endpoint: Endpoint;
  /** The service through which it was chosen; `undefined`: dialled by address. */
  readonly service: RegistryService | undefined;
  readonly port: RegistryPort | undefined;
  /** The gateway's pod that passes the connection on, its TLS untouched: what the server sees as the source. */
  readonly via?: Workload;
}
