import type { Section } from "../block.ts";
import { line } from "../line.ts";
import type { Row } from "./row.ts";

/** The drawn path of a section without its lines, for whoever hears it: `TLS, client: mTLS (auto)`. */
export function stationRows({ blocks }: Section): Row[] {
  return blocks.flatMap((block) => {
    if (block.kind !== "drawing") return [];
    return block.rows.map(({ station, line: [first, ...rest] }): Row => {
      const name = station === undefined || station === "" ? undefined : `${station}: `;
      const start = first === undefined ? undefined : { ...first, text: first.text.replace(/^ *· */, "") };
      return { kind: "item", depth: 0, line: line(name, start, ...rest) };
    });
  });
}
