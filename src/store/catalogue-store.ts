import type { Store } from "../model/store.ts";
import { catalogues } from "./catalogues.ts";
import { type DynamoStoreOptions, shelfOf } from "./shelf.ts";

/** The catalogue alone, for the function that answers Slack: it carries nothing of the rest. */
export function catalogueStore(options: DynamoStoreOptions): Pick<Store, "catalogue" | "saveCatalogue"> {
  return catalogues(shelfOf(options));
}
