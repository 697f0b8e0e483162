import { stringify } from "yaml";

/** A Kubernetes object as a test makes it up. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** One way to write the same objects down. */
export interface Layout {
  readonly name: string;
  print(objects: readonly RawObject[]): string;
}

const kubectl = {
  version: "1.1",
  indentSeq: false,
  lineWidth: 0,
  aliasDuplicateObjects: false,
  sortMapEntries: true,
} as const;

/** Everything that people and printers do to the same objects. */
export const layouts: readonly Layout[] = [
  { name: "List as kubectl prints it", print: (objects) => list(objects, kubectl) },
  { name: "documents as kubectl prints them", print: (objects) => documents(objects, kubectl) },
  {
    name: "List with kind first, indented",
    print: (objects) =>
      `kind: List\napiVersion: v1\nitems:\n${stringify(objects, { ...kubectl, indentSeq: true }).replace(/^(?!$)/gm, "  ")}`,
  },
  { name: "List, folded at 40 columns", print: (objects) => list(objects, { ...kubectl, lineWidth: 40 }) },
  {
    name: "documents, members as given",
    print: (objects) => documents(objects, { ...kubectl, sortMapEntries: false }),
  },
  {
    name: "documents, members backwards",
    print: (objects) => documents(objects.map(backwards), { ...kubectl, sortMapEntries: false }),
  },
  {
    name: "List, members backwards",
    print: (objects) => list(objects.map(backwards), { ...kubectl, sortMapEntries: false }),
  },
  {
    name: "documents with double quotes",
    print: (objects) => documents(objects, { ...kubectl, defaultStringType: "QUOTE_DOUBLE" }),
  },
  {
    name: "List with single quotes",
    print: (objects) => list(objects, { ...kubectl, defaultStringType: "QUOTE_SINGLE" }),
  },
  { name: "documents in flow style", print: (objects) => documents(objects, { ...kubectl, collectionStyle: "flow" }) },
  { name: "List in flow style", print: (objects) => list(objects, { ...kubectl, collectionStyle: "flow" }) },
  {
    name: "List with anchors",
    print: (objects) => list(shared(objects), { ...kubectl, aliasDuplicateObjects: true, sortMapEntries: false }),
  },
  {
    name: "documents with anchors",
    print: (objects) => documents(shared(objects), { ...kubectl, aliasDuplicateObjects: true, sortMapEntries: false }),
  },
  {
    name: "documents with Windows' ends of line",
    print: (objects) => documents(objects, kubectl).replaceAll("\n", "\r\n"),
  },
  { name: "List with Windows' ends of line", print: (objects) => list(objects, kubectl).replaceAll("\n", "\r\n") },
  { name: "documents behind a byte order mark", print: (objects) => `\ufeff${documents(objects, kubectl)}` },
  {
    name: "documents with comments",
    print: (objects) =>
      documents(objects, kubectl).replace(/^(apiVersion|kind|metadata|spec):(.*)$/gm, "# of it\n$1:$2 # so"),
  },
  {
    name: "documents ended by dots",
    print: (objects) => objects.map((object) => `%YAML 1.2\n---\n${stringify(object, kubectl)}...\n`).join(""),
  },
  { name: "a YAML list", print: (objects) => stringify(objects, kubectl) },
  {
    name: "Lists in documents",
    print: (objects) => objects.map((object) => `---\n${list([object], kubectl)}`).join(""),
  },
  {
    name: "a List in a List",
    print: (objects) => list([{ apiVersion: "v1", kind: "List", metadata: {}, items: objects }], kubectl),
  },
  { name: "JSON List as kubectl prints it", print: (objects) => json(objects, 4) },
  { name: "JSON List, indented by two", print: (objects) => json(objects, 2) },
  { name: "JSON List on one line", print: (objects) => json(objects, 0) },
  {
    name: "JSON List with kind first",
    print: (objects) => JSON.stringify({ kind: "List", apiVersion: "v1", items: objects }),
  },
  { name: "JSON array", print: (objects) => JSON.stringify(objects, null, 1) },
  { name: "JSON lines", print: (objects) => objects.map((object) => `${JSON.stringify(object)}\n`).join("") },
  {
    name: "JSON array of lines",
    print: (objects) => `[\n${objects.map((object) => JSON.stringify(object)).join(",\n")}\n]\n`,
  },
  { name: "JSON documents", print: (objects) => objects.map((object) => JSON.stringify(object, null, 4)).join("\n") },
  {
    name: "JSON between YAML's markers",
    print: (objects) => objects.map((object) => `---\n${JSON.stringify(object, null, 2)}\n`).join(""),
  },
  { name: "JSON with Windows' ends of line", print: (objects) => json(objects, 4).replaceAll("\n", "\r\n") },
  {
    name: "JSON escaped",
    print: (objects) => json(objects, 4).replaceAll("e", "\\u0065").replaceAll('"it\\u0065ms"', '"items"'),
  },
];

function documents(objects: readonly RawObject[], options: object): string {
  return objects.map((object) => `---\n${stringify(object, options)}`).join("");
}

function list(items: readonly RawObject[], options: object): string {
  return stringify({ apiVersion: "v1", kind: "List", metadata: { resourceVersion: "" }, items }, options);
}

function json(items: readonly RawObject[], indent: number): string {
  return JSON.stringify({ apiVersion: "v1", items, kind: "List", metadata: { resourceVersion: "" } }, null, indent);
}

function backwards(object: RawObject): RawObject {
  return Object.fromEntries(Object.entries(object).reverse()) as unknown as RawObject;
}

/** Equal values become one, so that printers may name it once and refer to it. */
function shared(objects: readonly RawObject[]): readonly RawObject[] {
  const seen = new Map<string, unknown>();
  return objects.map((object) => once(object) as RawObject);

  function once(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const key = JSON.stringify(value);
    if (!seen.has(key))
      seen.set(
        key,
        Array.isArray(value)
          ? value.map(once)
          : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, once(member)])),
      );
    return seen.get(key);
  }
}
