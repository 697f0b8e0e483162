import type { Evidence } from "./evidence.ts";
import type { Ref } from "./ref.ts";

/** Where it is known from that one calls another: configuration that names them, or access logs. */
export type Ground = "declared" | "seen" | "both";

/** Calls that access logs show, old ones too. */
export interface SeenCalls {
  readonly calls: number;
  /** Ended in a proxy's own reply or reset, or in a status from 500 on. */
  readonly failed: number;
  /** The latest of them, RFC 3339. */
  readonly last: string;
}

/** One who calls a service, or is called by its workloads. */
export interface Neighbour {
  /**
   * A workload, Service, ServiceEntry or Pod; a Namespace stands for every workload in it, a ServiceAccount for an
   * identity that no workload read runs as, a Host for a name that no registry knows.
   */
  readonly ref: Ref;
  /** Of a ServiceEntry, which may declare many: the host that is called. */
  readonly host?: string;
  readonly ground: Ground;
  /** What declares it: fields that name it. Empty where it was only seen. */
  readonly because: readonly Evidence[];
  readonly seen: SeenCalls | undefined;
  /** What it is admitted for, where not for everything: `POST /refund`. */
  readonly only: readonly string[];
  /** What stands against it nonetheless: no identity, not imported, refused. */
  readonly but: readonly Evidence[];
}
