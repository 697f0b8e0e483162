import { plainText } from "../../kinds/plain-text.ts";
import { toResource } from "../../kinds/to-resource.ts";
import { refText } from "../../model/ref.ts";
import type { Entry } from "./entry.ts";
import { fileTrouble, isFileError } from "./file-trouble.ts";
import { objectsIn } from "./objects-in.ts";
import { valueAt } from "./site.ts";
import { siteLine } from "./site-line.ts";
import { refOf, unparsed } from "./trouble.ts";

/** Reads an object that was passed over at first. */
export function readEntry(entry: Entry): Entry {
  if (entry.state.is !== "unread") return entry;
  try {
    return readAgain(entry);
  } catch (error) {
    if (!isFileError(error)) throw error;
    const { kind, namespace } = entry;
    const ref = refOf(entry);
    const gap = { what: plainText(refText(ref)), why: fileTrouble(error), kind, namespace, ref };
    return { ...entry, state: { is: "bad", gap } };
  }
}

function readAgain(entry: Entry): Entry {
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
