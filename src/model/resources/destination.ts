/** A port of a Service. */
export interface PortSelector {
  readonly number?: number;
}

/** Where a route leads. */
export interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: PortSelector;
}
