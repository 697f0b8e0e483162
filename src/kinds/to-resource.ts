import type { z } from "zod";
import { path } from "../model/path.ts";
import { type Ref, refText } from "../model/ref.ts";
import type { AnyResource, Kind } from "../model/resource-kinds.ts";
import type { Gap } from "../model/snapshot.ts";
import { apiOf } from "./api-of.ts";
import { definitions } from "./definitions.ts";
import { kindOf } from "./kind-of.ts";
import { namespaceOf } from "./pick-metadata.ts";
import { plainText } from "./plain-text.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";
import { withoutNulls } from "./without-nulls.ts";

/** An object in meshwhy's own words, or why it could not be understood. */
export type Converted =
  | { readonly kind: Kind; readonly resource: AnyResource; readonly gap?: undefined }
  | { readonly kind: Kind; readonly gap: Gap; readonly resource?: undefined };

/**
 * Reads a Kubernetes object as far as meshwhy understands it; what is not on the allow-list is dropped. A resource is
 * read as itself. `undefined`: of a kind that meshwhy does not read, or no Kubernetes object.
 */
export function toResource(raw: unknown): Converted | undefined {
  if (!isRawObject(raw) || typeof raw.apiVersion !== "string" || typeof raw.kind !== "string") return undefined;
  const kind = kindOf(raw.apiVersion, raw.kind);
  if (kind === undefined) return undefined;
  const picked = definitions[kind].pick(raw);
  if (picked === undefined) return undefined;
  if ("trouble" in picked) return { kind, gap: gapOf(kind, raw, picked.trouble) };
  const { schema } = definitions[kind];
  const read = schema.safeParse(picked.candidate);
  if (read.success) return { kind, resource: read.data };
  const tolerated = withoutNulls(picked.candidate);
  const readAgain = schema.safeParse(tolerated);
  if (readAgain.success) return { kind, resource: readAgain.data };
  return { kind, gap: gapOf(kind, raw, whyNot(readAgain.error.issues, tolerated)) };
}

function gapOf(kind: Kind, raw: RawObject, why: string): Gap {
  const ref = refOf(kind, raw);
  return {
    what: plainText(refText(ref.name === "" ? { ...ref, name: "(no name)" } : ref)),
    why: plainText(why),
    kind,
    namespace: ref.namespace,
    ref,
  };
}

function refOf(kind: Kind, { apiVersion, metadata }: RawObject): Ref {
  const { kind: name, namespaced } = apiOf(kind);
  const given = isRawObject(metadata) ? metadata : {};
  return {
    apiVersion: plainText(String(apiVersion)),
    kind: name,
    namespace: namespaced ? textOf(namespaceOf(given)) : "",
    name: textOf(given.name),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? plainText(value) : "";
}

function whyNot(issues: readonly z.core.$ZodIssue[], candidate: unknown): string {
  const [first, ...others] = issues;
  if (first === undefined) return "not understood";
  const at = first.path.map((part) => (typeof part === "number" ? part : String(part)));
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${path(...at)}: ${complaint(first, valueAt(candidate, at))}${more}`;
}

function complaint(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return "missing";
  switch (issue.code) {
    case "invalid_type":
      return `expected ${typeNames[issue.expected] ?? issue.expected}, got ${typeOf(value)}`;
    case "invalid_union":
      return `expected integer or string, got ${typeOf(value)}`;
    case "invalid_format":
    case "too_small":
      return "not a name";
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = { int: "integer", record: "object" };

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function valueAt(value: unknown, at: readonly (string | number)[]): unknown {
  return at.reduce<unknown>(
    (found, part) => (typeof found === "object" && found !== null ? (found as RawObject)[part] : undefined),
    value,
  );
}
