import type { Change, PatchOperation } from "../model/fix.ts";
import type { Json } from "../model/json.ts";
import { path } from "../model/path.ts";
import { refText } from "../model/ref.ts";
import type { DiffRow } from "./block.ts";
import { yamlEntry, yamlItem, yamlLines } from "./yaml-lines.ts";

type Parts = readonly (string | number)[];

const mostRows = 40;
/** Fields that are maps with numbers for keys, which a JSON pointer does not tell from lists. */
const numberedMaps: readonly string[] = ["portLevelMtls"];

/** A change as a few lines of YAML, taken away and put in. */
export function changeDiff(change: Change): DiffRow[] {
  switch (change.kind) {
    case "patch":
      return bounded([context(refText(change.ref)), ...patchRows(change.patch)]);
    case "create":
      return bounded([
        context(`new ${refText(change.ref)}`),
        ...yamlLines(change.object).map((text): DiffRow => ({ sign: "+", text: `  ${text}` })),
      ]);
    case "delete":
      return [{ sign: "-", text: refText(change.ref) }];
  }
}

function patchRows(patch: readonly PatchOperation[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let above: string | undefined;
  for (const operation of patch.filter(({ op }) => op !== "test")) {
    const parts = partsOf(operation.path);
    const parent = path(...parts.slice(0, -1));
    if (parent !== above && parent !== "") rows.push(context(`  ${parent}:`));
    above = parent;
    const depth = parent === "" ? "  " : "    ";
    rows.push(...operationRows(operation, parts, patch).map(({ sign, text }) => ({ sign, text: `${depth}${text}` })));
  }
  return rows;
}

function operationRows(operation: PatchOperation, parts: Parts, patch: readonly PatchOperation[]): DiffRow[] {
  const last = parts.at(-1) ?? "";
  const inList = typeof last === "number" || last === "-";
  const entry = (value: Json): string[] => (inList ? yamlItem(value) : yamlEntry(String(last), value));
  const inserts = operation.op === "add" && inList;
  const tested = inserts ? undefined : testedValue(parts, patch);
  const untold = operation.op === "remove" ? [inList ? `- … (item ${last})` : `${last}: …`] : [];
  const before = tested === undefined ? untold : entry(tested);
  return lineDiff(before, operation.op === "remove" ? [] : entry(operation.value ?? null));
}

/** Lines at both ends that stay as they are give context; what is between them is replaced. */
function lineDiff(before: readonly string[], after: readonly string[]): DiffRow[] {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < least - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const rows = (sign: DiffRow["sign"], lines: readonly string[]) => lines.map((text): DiffRow => ({ sign, text }));
  return [
    ...rows(" ", before.slice(0, head)),
    ...rows("-", before.slice(head, before.length - tail)),
    ...rows("+", after.slice(head, after.length - tail)),
    ...rows(" ", before.slice(before.length - tail)),
  ];
}

/** The value that the patch tests to be there, at this place or around it. */
function testedValue(parts: Parts, patch: readonly PatchOperation[]): Json | undefined {
  for (const { op, path: tested, value } of patch) {
    if (op !== "test" || value === undefined) continue;
    const around = partsOf(tested);
    if (around.length > parts.length || around.some((part, index) => String(part) !== String(parts[index]))) continue;
    const found = parts.slice(around.length).reduce<Json | undefined>(child, value);
    if (found !== undefined && !(found === null && around.length === parts.length)) return found;
  }
  return undefined;
}

function child(value: Json | undefined, part: string | number): Json | undefined {
  if (value === undefined || value === null || typeof value !== "object") return undefined;
  return Object.hasOwn(value, part) ? (value as Readonly<Record<string | number, Json>>)[part] : undefined;
}

function partsOf(pointer: string): Parts {
  const names = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.map((part, index) =>
    /^\d+$/.test(part) && !numberedMaps.includes(names[index - 1] ?? "") ? Number(part) : part,
  );
}

function context(text: string): DiffRow {
  return { sign: " ", text };
}

function bounded(rows: DiffRow[]): DiffRow[] {
  if (rows.length <= mostRows) return rows;
  const kept = rows.slice(0, mostRows - 1);
  return [...kept, context(`  … ${rows.length - kept.length} more lines, in the command below`)];
}
