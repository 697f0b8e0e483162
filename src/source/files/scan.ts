import { apiOf } from "../../kinds/api-of.ts";
import { carriedBy } from "../../kinds/config-map.ts";
import { kindOf } from "../../kinds/kind-of.ts";
import { plainText } from "../../kinds/plain-text.ts";
import { isRawObject } from "../../kinds/raw-object.ts";
import { toResource } from "../../kinds/to-resource.ts";
import type { Gap } from "../../model/snapshot.ts";
import { heavyKinds } from "../interest/heavy-kinds.ts";
import type { Look } from "../interest/look.ts";
import type { RollCall } from "../interest/roll.ts";
import type { Entry } from "./entry.ts";
import { fileTrouble, isFileError } from "./file-trouble.ts";
import type { Head } from "./head.ts";
import { headOf } from "./head-of.ts";
import type { Input } from "./input.ts";
import { jsonPieces } from "./json-pieces.ts";
import { limits } from "./limits.ts";
import { lineNumber } from "./line-number.ts";
import { objectsIn } from "./objects-in.ts";
import type { BadPiece, Piece, YamlPiece } from "./piece.ts";
import { type Site, valueAt } from "./site.ts";
import { siteLine } from "./site-line.ts";
import { sniffYaml } from "./sniff-yaml.ts";
import { troubleAt, unparsed } from "./trouble.ts";
import { windowOn } from "./window.ts";
import { yamlPieces } from "./yaml-pieces.ts";

/** Who hears of what an input holds, in the order in which it stands there. */
export interface ScanSink {
  entry(entry: Entry): void;
  gap(gap: Gap): void;
  /** Something that is no object of a kind that meshwhy reads. */
  ignored?(): void;
  /** How far the scan has come. */
  progress(bytes: number): void;
}

type Find = { readonly entry: Entry } | { readonly gap: Gap } | "ignored";

const asterisk = 42;
const progressStep = 8 << 20;

/** Goes through an input once. Without a scope, every object in it is read. */
export function scan(input: Input, sink: ScanSink, scope?: Look): void {
  const words = scope === undefined ? [] : [...scope.roll.names].map((word) => Buffer.from(word));
  // Items of one document in YAML may lean on each other by anchors, so they are let go only together.
  let document = -1;
  let documentEnd = -1;
  let isTorn = false;
  let held: Find[] = [];
  let shown = 0;

  try {
    const begin = afterByteOrderMark(input);
    const rest = isBracketed(input, begin) ? take(jsonPieces(windowOn(input, begin))) : begin;
    if (rest !== undefined) take(yamlPieces(windowOn(input, rest)));
    letGo();
  } catch (error) {
    if (!isFileError(error)) throw error;
    sink.gap({ what: plainText(input.name), why: fileTrouble(error) });
  } finally {
    input.close();
  }

  function take<R>(pieces: Generator<Piece, R>): R {
    for (;;) {
      const next = pieces.next();
      if (next.done) return next.value;
      onPiece(next.value);
    }
  }

  function onPiece(piece: Piece): void {
    if (piece.start - shown > progressStep) {
      shown = piece.start;
      sink.progress(shown);
    }
    if (piece.kind === "bad") onBad(piece);
    else if (piece.kind === "yaml") onYaml(piece);
    else {
      const { start, end, listKind = {}, value } = piece;
      const site = { input, start, end, format: "json", from: 0, column: 0, isItem: false, listKind } as const;
      for (const object of objectsIn(value, listKind)) onObject(object.value, { ...site, within: object.within });
      letGo();
    }
  }

  function onBad({ start, why }: BadPiece): void {
    sink.gap(troubleAt(input, lineNumber(input, start), why));
  }

  function onYaml(piece: YamlPiece): void {
    if (piece.document !== document) {
      letGo();
      document = piece.document;
    }
    documentEnd = piece.end;
    if (isTorn) return;
    const head = scope === undefined ? undefined : sniffed(piece, scope.roll);
    const site = siteOf(piece);
    if (head === "ignored") {
      held.push("ignored");
      return;
    }
    if (head !== undefined && !(site.isItem && mayHoldAlias(piece)) && isPassedOver(head, site)) return;
    const parsed = valueAt(site, piece.bytes);
    if ("value" in parsed) {
      const objects = objectsIn(parsed.value);
      if (objects.length === 0 && parsed.value !== null) held.push("ignored");
      for (const { value, within } of objects) onObject(value, { ...site, within });
    } else if (site.isItem && parsed.trouble.startsWith("Unresolved alias")) isTorn = true;
    else {
      const gap = unparsed(input, piece.start, parsed, head);
      if (head === undefined) held.push({ gap });
      else keep(head, site, { is: "bad", gap });
    }
  }

  function siteOf({ start, end, from, column, document: of }: YamlPiece): Site {
    return { input, start, end, format: "yaml", from, column, isItem: start !== of, listKind: {}, within: [] };
  }

  function sniffed(piece: YamlPiece, roll: RollCall): Head | "ignored" | undefined {
    const found = sniffYaml(piece, words, roll.needsLabels);
    if (found === undefined || found.kind.endsWith("List")) return undefined;
    const kind = kindOf(found.apiVersion, found.kind);
    if (kind === undefined || (kind === "ConfigMap" && carriedBy(found.name) === undefined)) return "ignored";
    const { apiVersion, name, labels } = found;
    const namespace = apiOf(kind).namespaced ? found.namespace || "default" : "";
    const serviceAccount = kind === "Pod" && roll.needsServiceAccounts ? serviceAccountIn(piece) : "";
    return { kind, apiVersion, namespace, name, labels, serviceAccount, isDeletion: false };
  }

  /** Whether an object need not be read, or not yet. */
  function isPassedOver(head: Head, site: Site): boolean {
    if (scope === undefined) return false;
    scope.roll.note(head);
    if (!heavyKinds.has(head.kind) || site.within.length > 0 || scope.isOfInterest(head.namespace)) return false;
    keep(head, site, { is: "unread" });
    return true;
  }

  function onObject(value: unknown, site: Site): void {
    const head = isRawObject(value) ? headOf(value) : undefined;
    if (head?.isDeletion) {
      keep(head, site, { is: "deletion" });
      return;
    }
    if (head !== undefined && isPassedOver(head, site)) return;
    const converted = toResource(value);
    if (converted === undefined) held.push("ignored");
    else if (converted.gap === undefined && head !== undefined)
      keep(head, site, { is: "read", resource: converted.resource });
    else if (converted.gap !== undefined) {
      const gap = { ...converted.gap, place: { file: input.name, line: siteLine(site) } };
      if (head === undefined) held.push({ gap });
      else keep(head, site, { is: "bad", gap });
    }
  }

  function keep({ kind, apiVersion, namespace, name }: Head, site: Site, state: Entry["state"]): void {
    held.push({ entry: { kind, apiVersion, namespace, name, site, state } });
  }

  /** A document is over. If its items lean on each other, it is read once more as a whole. */
  function letGo(): void {
    const ready = held;
    held = [];
    if (isTorn) {
      isTorn = false;
      readWhole();
      letGo();
    } else for (const find of ready) tell(find);
  }

  function tell(find: Find): void {
    if (find === "ignored") sink.ignored?.();
    else if ("gap" in find) sink.gap(find.gap);
    else sink.entry(find.entry);
  }

  function readWhole(): void {
    const site: Site = {
      input,
      start: document,
      end: documentEnd,
      format: "yaml",
      from: 0,
      column: 0,
      isItem: false,
      listKind: {},
      within: [],
    };
    const parsed = valueAt(site, input.read(document, Math.min(documentEnd, document + limits.pieceBytes)));
    if ("value" in parsed)
      for (const { value, within } of objectsIn(parsed.value)) onObject(value, { ...site, within });
    else held.push({ gap: unparsed(input, document, parsed) });
  }
}

function afterByteOrderMark(input: Input): number {
  const [first, second, third] = input.read(0, 3);
  return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}

/** Whether the input begins like JSON. */
function isBracketed(input: Input, begin: number): boolean {
  return /^\s*[[{]/.test(input.read(begin, begin + 4096).toString("latin1"));
}

/** Whether an item may refer to an anchor, which may be another item's. */
function mayHoldAlias({ bytes }: YamlPiece): boolean {
  for (let at = bytes.indexOf(asterisk); at >= 0; at = bytes.indexOf(asterisk, at + 1)) {
    const before = bytes[at - 1];
    if (before === 32 || before === 91 || before === 44 || before === 123) return true;
  }
  return false;
}

function serviceAccountIn({ bytes }: YamlPiece): string {
  const key = "serviceAccountName:";
  const at = bytes.indexOf(key);
  if (at < 0) return "";
  const end = bytes.indexOf(10, at);
  return bytes.toString("utf8", at + key.length, end < 0 ? bytes.length : end).replace(/^[\s"']+|[\s"']+$/g, "");
}
