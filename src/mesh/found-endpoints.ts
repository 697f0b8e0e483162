import type { Endpoint } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";

/** What is known of the endpoints behind a port. */
export interface Endpoints {
  readonly endpoints: readonly Endpoint[];
  /** Set where the endpoints could not be read: the list is then empty and means nothing. */
  readonly gap?: Gap;
}
