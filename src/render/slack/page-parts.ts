import type { Section } from "../block.ts";
import { plain } from "../line.ts";
import type { Part } from "./part.ts";
import { sectionRows } from "./row.ts";

/** Sections that are folded away: what is rather looked up than read. */
const folded: readonly string[] = ["Healthy", "Not checked", "Assumed", "Nobody is known to call", "Muted"];

/** The sections of a page as parts of a message, the first of them the last to be moved to the thread. */
export function pageParts(sections: readonly Section[]): Part[] {
  return sections.map((section, rank): Part => {
    const title = section.title === undefined ? section.heading : plain(section.title);
    const rows = sectionRows([section]);
    if (title === undefined) return { title: "More", untitled: true, rank, rows };
    return { title, rank, rows, ...(folded.some((name) => title.startsWith(name)) ? { folded: true } : {}) };
  });
}
