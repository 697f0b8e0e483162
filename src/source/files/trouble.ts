import { apiOf } from "../../kinds/api-of.ts";
import type { ParsedYaml } from "../../kinds/kubernetes-yaml.ts";
import { plainText } from "../../kinds/plain-text.ts";
import { type Ref, refText } from "../../model/ref.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { Entry } from "./entry.ts";
import type { Input } from "./input.ts";
import { lineNumber } from "./line-number.ts";

/** Text that could not be parsed. */
export type Trouble = Extract<ParsedYaml, { readonly trouble: string }>;

/** The object that a head or an entry is about. */
export function refOf({
  kind,
  apiVersion,
  namespace,
  name,
}: Pick<Entry, "kind" | "apiVersion" | "namespace" | "name">): Ref {
  return { apiVersion, kind: apiOf(kind).kind, namespace, name };
}

/** Something that cannot be read and is known by its place only. */
export function troubleAt({ name }: Input, line: number, why: string): Gap {
  const file = plainText(name);
  return {
    what: `${file}:${line}`,
    why: plainText(why),
    grant: `mend line ${line} of ${file}, or take the snapshot again`,
    place: { file, line },
  };
}

/** A document or an item that begins at `start` and is no YAML; the object that it would be, where that is known. */
export function unparsed(
  input: Input,
  start: number,
  { trouble, line }: Trouble,
  of?: Pick<Entry, "kind" | "apiVersion" | "namespace" | "name">,
): Gap {
  const gap = troubleAt(input, lineNumber(input, start) + (line ?? 1) - 1, `not valid YAML: ${trouble}`);
  if (of === undefined) return gap;
  const ref = refOf(of);
  return {
    ...gap,
    what: plainText(refText(ref)),
    why: `${gap.why} (${gap.what})`,
    kind: of.kind,
    namespace: of.namespace,
    ref,
  };
}
