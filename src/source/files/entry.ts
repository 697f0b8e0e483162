import type { AnyResource, Kind } from "../../model/resource-kinds.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { Site } from "./site.ts";

/** An object of a snapshot, as far as it was read. */
export interface Entry {
  readonly kind: Kind;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly site: Site;
  /** What became of it; `unread`: nobody has asked for it yet. */
  readonly state:
    | { readonly is: "unread" }
    | { readonly is: "deletion" }
    | { readonly is: "read"; readonly resource: AnyResource }
    | { readonly is: "bad"; readonly gap: Gap };
}
