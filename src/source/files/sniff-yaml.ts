import { kubernetesScalar } from "../../kinds/kubernetes-scalar.ts";
import { readPlainYaml } from "../../kinds/plain-yaml/read-plain-yaml.ts";
import { isRawObject } from "../../kinds/raw-object.ts";
import type { YamlPiece } from "./piece.ts";

/** What can be told about an object without reading it. */
export interface Sniffed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** "": none is given. */
  readonly namespace: string;
  /** Read only if they hold one of the words that are looked for, or if they are wanted in any case. */
  readonly labels: Readonly<Record<string, unknown>>;
}

/** A member of a map: its name, and where it and its value's first character begin and its last line ends. */
interface Member {
  readonly begin: number;
  readonly value: number;
  readonly end: number;
}

const newline = 10;
const carriageReturn = 13;
const space = 32;
const hash = 35;
const dash = 45;
const colon = 58;

/** Signs of text that does not stand there as it reads: escapes, aliases. */
const unusual: readonly number[] = [42, 92];

const deletion = Buffer.from("meshwhy/delete");
const simple = /^[A-Za-z0-9][A-Za-z0-9./-]*$/;

/**
 * Tells kind and name of an object by its layout. `undefined`: it is not laid out as kubectl does it, so it has to be
 * read. Only ever used to leave out what cannot matter.
 */
export function sniffYaml(piece: YamlPiece, words: readonly Buffer[], allLabels: boolean): Sniffed | undefined {
  const { bytes } = piece;
  if (piece.members === undefined) return undefined;
  const members = membersAt(bytes, piece.members, bytes.length);
  const apiVersion = simpleValue(bytes, members?.get("apiVersion"));
  const kind = simpleValue(bytes, members?.get("kind"));
  const metadata = members?.get("metadata");
  if (apiVersion === undefined || kind === undefined || metadata === undefined) return undefined;
  if (metadata.value < metadata.end) return undefined;
  const starts = startsOf(bytes, metadata, piece.column);
  const fields = starts === undefined ? undefined : membersAt(bytes, starts, metadata.end);
  const name = simpleValue(bytes, fields?.get("name"));
  const given = fields?.get("namespace");
  const namespace = given === undefined ? "" : simpleValue(bytes, given);
  if (fields === undefined || name === undefined || namespace === undefined) return undefined;
  if (!isHarmless(bytes, fields.get("annotations"))) return undefined;
  const labels = labelsOf(bytes, fields.get("labels"), words, allLabels);
  return labels === undefined ? undefined : { apiVersion, kind, name, namespace, labels };
}

/** The members that begin at these places; `undefined`: not all have plain names, or two have the same. */
function membersAt(bytes: Buffer, starts: readonly number[], end: number): Map<string, Member> | undefined {
  const members = new Map<string, Member>();
  for (const [index, begin] of starts.entries()) {
    let at = begin;
    while (isLetter(bytes[at])) at += 1;
    if (at === begin || bytes[at] !== colon) return undefined;
    const name = bytes.toString("latin1", begin, at);
    if (members.has(name)) return undefined;
    at += 1;
    if (!isSpaceOrEnd(bytes[at])) return undefined;
    const last = starts[index + 1] ?? end;
    while (at < last && bytes[at] === space) at += 1;
    const isBare = bytes[at] === newline || bytes[at] === carriageReturn || bytes[at] === undefined;
    members.set(name, { begin, value: isBare ? last : at, end: last });
  }
  return members;
}

/** A value on one line that is text to Kubernetes, whatever the reader. */
function simpleValue(bytes: Buffer, member: Member | undefined): string | undefined {
  if (member === undefined || member.value >= member.end) return undefined;
  const end = bytes.indexOf(newline, member.value);
  const stop = end < 0 || end > member.end ? member.end : end;
  for (let at = stop; at < member.end; at += 1)
    if (bytes[at] !== space && bytes[at] !== newline && bytes[at] !== carriageReturn) return undefined;
  const text = bytes.toString("latin1", member.value, stop).replace(/ *\r?$/, "");
  return simple.test(text) && typeof kubernetesScalar(text) === "string" ? text : undefined;
}

/** Where the members of a nested map begin. */
function startsOf(bytes: Buffer, { value, begin, end }: Member, parent: number): readonly number[] | undefined {
  if (value < end) return undefined;
  const starts: number[] = [];
  let column = -1;
  let at = bytes.indexOf(newline, begin);
  while (at >= 0 && at < end - 1) {
    const line = at + 1;
    let spaces = 0;
    while (line + spaces < end && bytes[line + spaces] === space && (column < 0 || spaces <= column)) spaces += 1;
    const code = bytes[line + spaces];
    const isBlank = code === newline || code === carriageReturn || code === hash || line + spaces >= end;
    if (!isBlank && (column < 0 || spaces <= column)) {
      if (column < 0) column = spaces;
      if (column <= parent || spaces < column || code === 9) return undefined;
      if (code !== dash || !isSpaceOrEnd(bytes[line + spaces + 1])) starts.push(line + spaces);
    }
    at = bytes.indexOf(newline, line + spaces);
  }
  return starts;
}

/** Whether annotations cannot ask for the object's deletion. */
function isHarmless(bytes: Buffer, annotations: Member | undefined): boolean {
  if (annotations === undefined) return true;
  if (annotations.value < annotations.end) return isEmptyMap(bytes, annotations);
  return bytes.subarray(annotations.begin, annotations.end).indexOf(deletion) < 0;
}

function isEmptyMap(bytes: Buffer, { value, end }: Member): boolean {
  return /^\{\}\s*$/.test(bytes.toString("latin1", value, end));
}

function labelsOf(
  bytes: Buffer,
  labels: Member | undefined,
  words: readonly Buffer[],
  all: boolean,
): Readonly<Record<string, unknown>> | undefined {
  if (labels === undefined) return {};
  if (labels.value < labels.end) return isEmptyMap(bytes, labels) ? {} : undefined;
  const region = bytes.subarray(labels.begin, labels.end);
  const mustRead = all || unusual.some((code) => region.includes(code)) || words.some((word) => region.includes(word));
  if (!mustRead) return {};
  const column = columnOf(bytes, labels.begin);
  const read = readPlainYaml(region.toString("utf8"), { column });
  const map = isRawObject(read?.value) ? read.value.labels : undefined;
  return isRawObject(map) ? map : undefined;
}

function columnOf(bytes: Buffer, at: number): number {
  return at - 1 - bytes.lastIndexOf(newline, at - 1);
}

function isLetter(code: number | undefined): boolean {
  return code !== undefined && ((code >= 97 && code <= 122) || (code >= 65 && code <= 90));
}

function isSpaceOrEnd(code: number | undefined): boolean {
  return code === undefined || code === space || code === newline || code === carriageReturn;
}
