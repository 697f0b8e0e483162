import type { Evidence, FieldEvidence, Place } from "../model/evidence.ts";
import type { Json } from "../model/json.ts";
import { type Ref, refKey, refText } from "../model/ref.ts";
import { type Line, line, type Span, toned } from "./line.ts";
import { dateTime } from "./times.ts";
import { valueText } from "./value-text.ts";

/** What the reader already has before their eyes, and so need not be told again. */
export interface Shown {
  readonly ref?: Ref;
  readonly path?: string;
  /** Show values and log lines whole. */
  readonly whole?: boolean;
}

const longestLog = 200;

/** A piece of evidence on one line: place, value, and what it means. */
export function evidenceLine(evidence: Evidence, shown: Shown = {}): Line {
  switch (evidence.kind) {
    case "field":
      return fieldLine(evidence, shown);
    case "log": {
      const text = shown.whole === true ? evidence.line : valueOf(evidence.line, longestLog);
      return line(
        toned("dim", `log of ${evidence.ref.name}, ${dateTime(evidence.at)}: `),
        toned("code", text),
        note(evidence),
      );
    }
    case "absence":
      return line(evidence.what);
    case "default":
      return line(toned("dim", "by default: "), evidence.what);
    case "proxy":
      return line(
        toned("dim", evidence.by === "istiod" ? "istiod, of " : "proxy of "),
        `${evidence.ref.name}: `,
        shown.whole === true ? evidence.what : valueOf(evidence.what, longestLog),
      );
  }
}

function fieldLine(evidence: FieldEvidence, { ref, path, whole }: Shown): Line {
  const sameObject = ref !== undefined && refKey(ref) === refKey(evidence.ref);
  const samePlace = sameObject && path === evidence.path;
  const value =
    evidence.value !== undefined
      ? line("= ", toned("code", shownValue(evidence.value, whole)))
      : evidence.quoted === false
        ? []
        : line("is not set");
  return line(
    sameObject ? undefined : refText(evidence.ref),
    samePlace || evidence.path === "" ? undefined : toned("code", sameObject ? evidence.path : ` ${evidence.path}`),
    samePlace || (sameObject && evidence.path === "") || value.length === 0 ? undefined : " ",
    ...value,
    note(evidence),
    samePlace ? undefined : placed(evidence.place),
  );
}

/** `   policies.yaml:31`, or nothing where no file was read. */
export function placed(place: Partial<Place> | undefined): Span | undefined {
  if (place?.file === undefined) return undefined;
  return toned("dim", `   ${place.line === undefined ? place.file : `${place.file}:${place.line}`}`);
}

function shownValue(value: Json, whole: boolean | undefined): string {
  return whole === true ? valueText(value, Number.POSITIVE_INFINITY) : valueText(value);
}

function valueOf(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

function note({ note }: { readonly note?: string }): string | undefined {
  return note === undefined ? undefined : `   ← ${note}`;
}
