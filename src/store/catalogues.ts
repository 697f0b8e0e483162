import type { Catalogue, Store } from "../model/store.ts";
import { documents } from "./documents.ts";
import type { Shelf } from "./shelf.ts";

/** The names in each cluster, for live search. Checked by hand: the function that answers Slack carries no zod. */
export function catalogues(shelf: Shelf): Pick<Store, "saveCatalogue" | "catalogue"> {
  const kept = documents("catalogue", shelf);
  return {
    async saveCatalogue(catalogue) {
      await kept.save(catalogue.cluster, catalogue.at, catalogue);
    },
    async catalogue(cluster) {
      const content = await kept.load(cluster);
      if (content === undefined || isCatalogue(content)) return content;
      shelf.onCorrupt(`catalogue ${cluster}`, "it has another shape");
      return undefined;
    },
  };
}

function isCatalogue(value: unknown): value is Catalogue {
  if (typeof value !== "object" || value === null) return false;
  const { cluster, at, services, workloads } = value as Readonly<Record<string, unknown>>;
  return typeof cluster === "string" && typeof at === "string" && areNames(services) && areNames(workloads);
}

function areNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
