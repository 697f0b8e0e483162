import type { Party } from "./question.ts";
import type { RegistryService } from "./service.ts";
import type { Workload } from "./workload.ts";

/** A question whose names are resolved: who calls, and what is called. */
export interface Pair {
  readonly from: Party;
  /** The pods behind `from`, in name order; empty where none is known. */
  readonly clients: readonly Workload[];
  readonly to: Party;
  /** The services that `to` stands for, the caller's choice first; empty for outside hosts and plain addresses. */
  readonly services: readonly RegistryService[];
  /** The host or IP the application dials. */
  readonly host: string;
  /** The addresses of the pods of a workload that no Service stands for: one of them is dialled, and `host` is the first. */
  readonly addresses?: readonly string[];
  /** `from` is a proxy that runs as a router. */
  readonly viaGateway: boolean;
}
