import { toResource } from "../../kinds/to-resource.ts";
import type { Entry } from "./entry.ts";
import { objectsIn } from "./objects-in.ts";
import { valueAt } from "./site.ts";
import { siteLine } from "./site-line.ts";
import { unparsed } from "./trouble.ts";

/** Reads an object that was passed over at first. */
export function readEntry(entry: Entry): Entry {
  if (entry.state.is !== "unread") return entry;
  const { site } = entry;
  const { input, start } = site;
  const parsed = valueAt(site, input.read(start, site.end));
  if ("trouble" in parsed) return { ...entry, state: { is: "bad", gap: unparsed(input, start, parsed, entry) } };
  const converted = toResource(objectsIn(parsed.value, site.listKind)[0]?.value);
  if (converted === undefined) return entry;
  if (converted.gap === undefined) return { ...entry, state: { is: "read", resource: converted.resource } };
  const place = { file: input.name, line: siteLine(site) };
  return { ...entry, state: { is: "bad", gap: { ...converted.gap, place } } };
}
