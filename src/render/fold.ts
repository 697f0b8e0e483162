import { add, type Fraction, zero } from "../model/fraction.ts";
import type { End, Hop } from "../model/trace.ts";

/** A trace as it is drawn: ways of equal fate are one limb. */
export type Picture = EndPicture | HopPicture;

export interface EndPicture {
  readonly kind: "end";
  readonly end: End;
}

export interface HopPicture {
  readonly kind: "hop";
  readonly hop: Hop;
  readonly limbs: readonly Limb[];
  /** What was left out to keep the drawing readable. */
  readonly cut?: Cut;
}

/** One way on from a hop, and those beside it that end just so. */
export interface Limb {
  readonly share: Fraction;
  readonly label: string;
  readonly to: Picture;
  readonly alike: { readonly share: Fraction; readonly labels: readonly string[] } | undefined;
}

export interface Cut {
  /** Of the requests that reach the hop. */
  readonly share: Fraction;
  readonly ways: number;
  readonly ends: readonly End[];
}

/** What differs between twins without making a difference: who exactly it was, and the prose about it. */
const incidental: ReadonlySet<string> = new Set(["server", "pods", "owner", "caller", "evidence", "why"]);

/**
 * Joins the ways on from each hop that meet the same stations and end alike. With `exact`, only those whose stations
 * also decide the same.
 */
export function fold(start: Hop | End, { exact }: { readonly exact: boolean }): Picture {
  const ids = new Map<string, number>();
  const fates = new Map<Hop | End, number>();
  return picture(start);

  function picture(at: Hop | End): Picture {
    if (at.kind === "end") return { kind: "end", end: at };
    const groups = Map.groupBy(at.next, ({ to }) => fate(to));
    const limbs = [...groups.values()].map(([first, ...others]): Limb => {
      if (first === undefined) throw new RangeError("Cannot fold a hop: a group of branches is empty");
      return {
        share: first.share,
        label: first.label,
        to: picture(first.to),
        alike:
          others.length === 0
            ? undefined
            : {
                share: others.reduce((sum, { share }) => add(sum, share), zero),
                labels: others.map(({ label }) => label),
              },
      };
    });
    return { kind: "hop", hop: at, limbs };
  }

  /** A number that is equal for equal fates: keys are built from numbers, or they would grow with every hop. */
  function fate(at: Hop | End): number {
    const known = fates.get(at);
    if (known !== undefined) return known;
    const key = at.kind === "end" ? endFate(at) : hopFate(at);
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    fates.set(at, id);
    return id;
  }

  function hopFate({ kind, title, notes, next }: Hop): string {
    const ways = next.map(({ share, to }) => `${share.n}/${share.d}:${fate(to)}`);
    return JSON.stringify([kind, exact ? [title, ...notes] : [], ways]);
  }
}

function endFate({ because: _, cause, ...end }: End): string {
  return JSON.stringify([end, cause ?? null], (key, value) => (incidental.has(key) ? undefined : value));
}
