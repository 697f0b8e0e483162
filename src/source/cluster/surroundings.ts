import type { TransportOptions } from "./transport-options.ts";

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a connection is made with. */
export interface Surroundings extends TransportOptions {
  readonly environment: Environment;
}
