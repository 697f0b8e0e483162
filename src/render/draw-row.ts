import type { DrawnRow } from "./block.ts";
import { columns } from "./columns.ts";
import { fill } from "./fill.ts";
import { type Line, line, toned } from "./line.ts";

const stationWidth = 16;
const leastRoom = 24;

/** A row of the drawn path as lines of a terminal: branches to the left, then the station's name, then what it did. */
export function drawRow({ rail, hang, station, line: text }: DrawnRow, indent: string, width: number): Line[] {
  const own = (rails: string) => shortened(rails, width - indent.length - stationWidth - leastRoom);
  const name = station === undefined ? "" : station.padEnd(stationWidth);
  const body = station === undefined ? "  " : " ".repeat(stationWidth);
  return fill(text, { lead: line(indent, toned("dim", own(rail) + name)), hang: indent + own(hang) + body }, width);
}

/** A path that parts so often that its branches would leave no room shows the innermost of them. */
function shortened(rails: string, room: number): string {
  const most = Math.max(room, 4);
  return columns(rails) <= most ? rails : `…${rails.slice(1 - most)}`;
}
