import type { Excerpt, ExcerptLine } from "../../model/excerpt.ts";
import type { AnyResource } from "../../model/resource-kinds.ts";
import { type Choice, excerptRows, type Subject } from "./excerpt-rows.ts";
import { printedObject } from "./printed-object.ts";
import { byKey, isList } from "./shown-entries.ts";
import { type Level, type Way, wayTo } from "./way-to.ts";

const mostLines = 12;
/** Lines of the field itself before its neighbours have had their turn. */
const ownLines = 6;
/** Neighbours on either side. */
const neighbours = 2;

/** Kinds of which every field is kept: a map that looks empty in these is empty. */
const keptWhole: ReadonlySet<string> = new Set(["AuthorizationPolicy", "NetworkPolicy", "PeerAuthentication"]);

/**
 * The lines of an object around a field, twelve at most. Of a field that is not there, a comment in its place says so.
 * `undefined` where no field is given, or too little of the object is kept to show its lines.
 */
export function excerptOf(resource: AnyResource, field: string): Excerpt | undefined {
  const printed = printedObject(resource, field);
  if (printed === undefined) return undefined;
  const empty = keptWhole.has(resource.kind) ? "{}" : "# …";
  const subject: Subject = { way: wayTo(printed), textAt: printed.textAt, empty };
  const chosen = withNeighbours(subject, barest(subject));
  const spare = mostLines - excerptRows(subject, chosen).length;
  const rows = excerptRows(subject, { ...chosen, own: chosen.own + Math.max(spare, 0) });
  return rows.length <= mostLines ? rows : innermost(rows);
}

/** What leads to the field, and as much of the field as there is room for. */
function barest(subject: Subject): Choice {
  const whole: Choice = { own: ownLines, head: true, names: true, near: [] };
  const least: Choice = { own: 2, head: false, names: false, near: [] };
  const choices = [whole, { ...whole, own: 3 }, { ...least, own: 3, names: true }];
  return choices.find((choice) => excerptRows(subject, choice).length <= mostLines) ?? least;
}

/** The nearest first, those before and those after in turn; none stands alone behind one that found no room. */
function withNeighbours(subject: Subject, bare: Choice): Choice {
  let chosen = bare;
  const sides = sidesOf(subject.way);
  const isOpen = sides.map(() => true);
  for (let distance = 0; distance < neighbours; distance += 1) {
    for (const [index, side] of sides.entries()) {
      const part = side[distance];
      if (part === undefined || isOpen[index] !== true) continue;
      const wider = { ...chosen, near: [...chosen.near, part] };
      if (excerptRows(subject, wider).length <= mostLines) chosen = wider;
      else isOpen[index] = false;
    }
  }
  return chosen;
}

/** What stands before the field and what after, the nearest first. What stands beside `spec` says nothing of it. */
function sidesOf({ levels }: Way): readonly (readonly (string | number)[])[] {
  const { container, part, entries } = levels.at(-1) as Level;
  if (levels.length === 1) return [];
  if (isList(container)) {
    const at = Number(part);
    const indexes = Array.from({ length: neighbours }, (_, index) => index + 1);
    return [
      indexes.map((distance) => Math.min(at, container.length) - distance).filter((index) => index >= 0),
      indexes.map((distance) => at + distance).filter((index) => index < container.length),
    ];
  }
  const keys = entries.map(([key]) => key);
  const own = String(part);
  return [keys.filter((key) => byKey(key, own) < 0).reverse(), keys.filter((key) => byKey(key, own) > 0)];
}

/** The end of the way, where it is too long. */
function innermost(rows: readonly ExcerptLine[]): ExcerptLine[] {
  const kept = rows.slice(1 - mostLines);
  const [margin = ""] = /^ */.exec(kept[0]?.text ?? "") ?? [];
  return [{ text: `${margin}# …`, marked: false }, ...kept];
}
