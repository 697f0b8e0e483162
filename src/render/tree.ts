import { type Fraction, multiply, one } from "../model/fraction.ts";
import { percent } from "../model/percent.ts";
import type { End, Hop } from "../model/trace.ts";
import type { DrawnRow } from "./block.ts";
import { endingLine } from "./ending-line.ts";
import { endingMark, endingWords } from "./ending-words.ts";
import { evidenceLine } from "./evidence-line.ts";
import type { Cut, HopPicture, Limb, Picture } from "./fold.ts";
import { type Line, line, type Span, toned } from "./line.ts";
import { marked } from "./mark.ts";
import { stationNames } from "./station-names.ts";

/** How much is told of each decision. */
export interface TreeOptions {
  /** Pieces of evidence below each hop, at most. */
  readonly evidence: number;
  /** Values and log lines are not cut. */
  readonly whole: boolean;
}

/** A way on as it is drawn: a head, and what follows below it. */
interface Way {
  readonly head: Line;
  readonly share: Fraction;
  readonly to: Picture | undefined;
}

const mostLabels = 3;
const mostCutEnds = 4;

/** Draws the path of a request: stations one below the other, and a branch where requests part. */
export function tree(picture: Picture, options: TreeOptions): DrawnRow[] {
  return rowsOf(picture, "", one, 0);

  /** `share` is of all requests, `forks` the number of partings above. */
  function rowsOf(at: Picture, rail: string, share: Fraction, forks: number): DrawnRow[] {
    if (at.kind === "end") return [row(rail, rail, undefined, endLine(at.end, share, forks))];
    const ways = waysOf(at, share, forks + 1);
    const [first] = at.limbs;
    if (ways.length === 1 && first !== undefined)
      return [...hopRows(at.hop, rail, options), ...rowsOf(first.to, rail, share, forks)];
    const branches = ways.flatMap(({ head, share, to }, index) => {
      const last = index === ways.length - 1;
      const below = rail + (last ? "   " : "│  ");
      const start = row(rail + (last ? "└─ " : "├─ "), below, undefined, head);
      return to === undefined ? [start] : [start, ...rowsOf(to, below, share, forks + 1)];
    });
    return [...hopRows(at.hop, rail, options), ...branches];
  }
}

function hopRows(hop: Hop, rail: string, { evidence, whole }: TreeOptions): DrawnRow[] {
  const { notes, because } = hop;
  const { station, text } = named(hop);
  const more = because.length - evidence;
  return [
    row(rail, rail, station, line(text)),
    ...notes.map((note) => row(rail, rail, "", line(toned("dim", `(${note})`)))),
    ...because.slice(0, evidence).map((piece) => proof(rail, evidenceLine(piece, { whole }))),
    ...(evidence > 0 && more > 0 ? [proof(rail, line(toned("dim", `… and ${more} more`)))] : []),
  ];
}

/** Two stations of one kind in a row are told apart: by what they decide, or by whose decision it is. */
function named({ kind, at, title }: Hop): { readonly station: string; readonly text: string } {
  const station = stationNames[kind];
  if (kind === "tls") return { station: `${station}, ${at}`, text: title };
  const [, weights] = /^weights (.+)$/s.exec(title) ?? [];
  return kind === "route" && weights !== undefined ? { station: "weights", text: weights } : { station, text: title };
}

/** Evidence begins below the station's name, where a line has room for object, path and value. */
function proof(rail: string, text: Line): DrawnRow {
  return row(rail, `${rail}  `, undefined, [...line(toned("dim", "  · ")), ...text]);
}

function row(rail: string, hang: string, station: string | undefined, text: Line): DrawnRow {
  return { rail, hang, station, line: text };
}

function waysOf({ limbs, cut }: HopPicture, share: Fraction, forks: number): Way[] {
  const ways = limbs.flatMap((limb) => {
    const reached = multiply(share, limb.share);
    const alike = limb.alike === undefined ? [] : [{ head: alikeHead(limb), share: reached, to: undefined }];
    return [limbWay(limb, reached, forks), ...alike];
  });
  return cut === undefined ? ways : [...ways, { head: cutHead(cut), share, to: undefined }];
}

function limbWay({ share, label, to }: Limb, reached: Fraction, forks: number): Way {
  if (to.kind === "hop") return { head: way(share, [label]), share: reached, to };
  return {
    head: [...way(share, [label]), ...line("   "), ...endLine(to.end, reached, forks)],
    share: reached,
    to: undefined,
  };
}

function alikeHead({ label, to, alike }: Limb): Line {
  const others = alike ?? { share: one, labels: [] };
  const ends = endsOf(to);
  const [only] = ends;
  const like = label === "" ? "the way above" : label;
  const same = ends.length === 1 && only !== undefined ? ending(only) : [];
  return [
    ...way(others.share, others.labels),
    ...line(toned("dim", `   … same end as ${like}${same.length > 0 ? ": " : ""}`), ...same),
  ];
}

function cutHead({ share, ways, ends }: Cut): Line {
  const shown = ends.slice(0, mostCutEnds).flatMap((end, index) => [...(index > 0 ? [", "] : []), ...ending(end)]);
  const more = ends.length > mostCutEnds ? ", and others" : undefined;
  return [...way(share, []), ...line(`  not drawn: ${ways} more ${ways === 1 ? "way" : "ways"}, `, ...shown, more)];
}

function way(share: Fraction, labels: readonly string[]): Line {
  const named = labels.filter((label) => label !== "");
  const more = named.length > mostLabels ? ` and ${named.length - mostLabels} more` : "";
  return line(
    toned("strong", percent(share)),
    named.length === 0 ? undefined : `  ${named.slice(0, mostLabels).join(", ")}${more}`,
  );
}

function endLine(end: End, share: Fraction, forks: number): Line {
  return line(...endingLine(end), forks > 1 ? toned("dim", `  (${percent(share)} of all)`) : undefined);
}

function ending(end: End): Span[] {
  return [marked(endingMark(end), endingWords(end))];
}

function endsOf(picture: Picture): End[] {
  return picture.kind === "end" ? [picture.end] : picture.limbs.flatMap(({ to }) => endsOf(to));
}
