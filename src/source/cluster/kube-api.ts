import type { RawObject } from "../../kinds/raw-object.ts";

/** Parameters of a request: `labelSelector`, `fieldSelector`, `container`. */
export type Query = Readonly<Record<string, string>>;

/** One API server, read only. Every request ends by the deadline of whoever asks, however the server behaves. */
export interface KubeApi {
  /** One JSON object. @throws KubeTrouble */
  get(path: string, ask: Ask): Promise<RawObject>;
  /**
   * All of a list, page by page. `keep` is shown each item as it comes and returns what is held of it: never a whole
   * item. A list that expires on the way (410) is begun again, and what was kept of it is dropped.
   * @throws KubeTrouble
   */
  list<T>(path: string, ask: ListAsk, keep: (item: RawObject) => T | undefined): Promise<Listed<T>>;
  /** The newest bytes of a text, a log for instance. @throws KubeTrouble */
  text(path: string, ask: Ask & { readonly limitBytes: number }): Promise<string>;
  /** Asks the server to review something: the only verb besides reading. @throws KubeTrouble */
  review(path: string, body: RawObject, ask: Ask): Promise<RawObject>;
  /** A way to a port of a pod (`pods/portforward`). Nothing is opened until it is asked for something. */
  forward(pod: PodName, port: number, ask: Pick<Ask, "signal">): PodPort;
  /** What was asked so far. */
  readonly stats: KubeStats;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** How to ask. */
export interface Ask {
  readonly query?: Query;
  /** Only names, labels, owners: `PartialObjectMetadata`, or a list of them. */
  readonly metadataOnly?: boolean;
  /** As a `Table` and in no other form: what `kubectl get` prints, and nothing of the objects themselves. */
  readonly asTable?: boolean;
  /** When the answer is of no use any more. */
  readonly signal: AbortSignal;
}

/** How to ask for a list. */
export interface ListAsk extends Ask {
  /** Stops after so many items; `complete` is then false. */
  readonly most?: number;
  /** Items of a page; 500 where nothing is said. */
  readonly pageSize?: number;
  /** Told after each page how many items came so far, and how many there are in all where the server says it. */
  readonly onPage?: (done: number, total: number | undefined) => void;
}

/** What a list held. */
export interface Listed<T> {
  readonly items: readonly T[];
  /** False where `most` cut it. */
  readonly complete: boolean;
  /** How many items the server has beyond those, where it says so. */
  readonly remaining: number | undefined;
}

/** Counts for benchmarks and `stats`. */
export interface KubeStats {
  /** Requests sent, tries that failed among them. */
  requests: number;
  /** Bytes of bodies, as they came over the wire. */
  bytes: number;
  /** The server's own clock as of its latest answer (`Date` header), RFC 3339; `undefined`: it has not said. */
  serverTime: string | undefined;
}

/** Which pod. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** A port of a pod that speaks HTTP, of which something is asked and nothing ever told: there is no other verb. */
export interface PodPort {
  /** Whatever it answers, a refusal too. @throws KubeTrouble where there is no answer, or one beyond the limit */
  get(path: string, ask: PodAsk): Promise<PodAnswer>;
  /** Lets go of the connection. */
  close(): void;
}

/** How to ask a pod. */
export interface PodAsk {
  readonly query?: Query;
  readonly limitBytes: number;
}

/** What a pod answers. */
export interface PodAnswer {
  readonly status: number;
  readonly body: string;
}
