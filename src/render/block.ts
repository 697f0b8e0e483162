import type { Excerpt } from "../model/excerpt.ts";
import type { Line } from "./line.ts";
import type { Mark } from "./mark.ts";

/** A part of an answer, in the same words for every face. */
export interface Section {
  /** Absent: the section speaks for itself. */
  readonly title?: Line;
  /** What it is called where sections cannot do without a title. */
  readonly heading?: string;
  readonly blocks: readonly Block[];
}

/** What a section is made of. */
export type Block =
  | { readonly kind: "prose"; readonly text: Line }
  | { readonly kind: "lines"; readonly lines: readonly Line[] }
  | { readonly kind: "facts"; readonly facts: readonly Fact[] }
  | { readonly kind: "list"; readonly items: readonly Item[] }
  | { readonly kind: "drawing"; readonly rows: readonly DrawnRow[] }
  | { readonly kind: "yaml"; readonly lines: Excerpt }
  | { readonly kind: "diff"; readonly rows: readonly DiffRow[] }
  | { readonly kind: "commands"; readonly label: string; readonly commands: readonly string[] };

/** Something with a name beside it: `Seen      41 of 41 calls failed`. */
export interface Fact {
  readonly label: string;
  readonly lines: readonly Line[];
}

/** An entry of a list, with what belongs below it. */
export interface Item {
  readonly mark?: Mark;
  readonly line: Line;
  readonly below: readonly Line[];
  readonly commands?: readonly string[];
}

/** One row of the drawn path. */
export interface DrawnRow {
  /** The branches to the left of it, on its first line and on those that follow when it is wrapped. */
  readonly rail: string;
  readonly hang: string;
  /** The name of the station; `undefined`: the row has none. "" aligns with those that have one. */
  readonly station: string | undefined;
  readonly line: Line;
}

/** One row of a change: taken away, put in, or there to show the place. */
export interface DiffRow {
  readonly sign: "-" | "+" | " ";
  readonly text: string;
}
