/** Two names that a message speaks of. */
export interface NamedPair {
  readonly from: string;
  readonly to: string;
}

const name = "[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?";

/** Labels of Istio's standard metrics, as alerts quote them; a namespace is put before its name. */
const labels = {
  from: ["source_workload", "source_canonical_service", "source_app"],
  fromNamespace: ["source_workload_namespace", "source_namespace"],
  to: ["destination_service_name", "destination_service", "destination_canonical_service", "destination_workload"],
  toNamespace: ["destination_service_namespace", "destination_workload_namespace"],
} as const;

/** Words between two names by which a person says that one calls the other. */
const phrases = [
  new RegExp(String.raw`\bmesh\s+why\s+(${name})\s+(?:(?:->|→|to)\s+)?(${name})`, "i"),
  new RegExp(String.raw`(${name})\s*(?:->|→|=>|⇒|-->)\s*(${name})`),
  new RegExp(String.raw`\bfrom\s+[\x60"'*_]*(${name})[\x60"'*_]*\s+to\s+[\x60"'*_]*(${name})`, "i"),
  new RegExp(
    String.raw`[\x60"'*_]*(${name})[\x60"'*_]*\s+(?:can\s?not|can't|cannot|fails? to|is unable to|could not)\s+(?:reach|call|connect to|talk to)\s+[\x60"'*_]*(${name})`,
    "i",
  ),
  new RegExp(String.raw`[\x60"'*_]*(${name})[\x60"'*_]*\s+(?:calls|calling|reaching)\s+[\x60"'*_]*(${name})`, "i"),
] as const;

/**
 * The pair that a message speaks of: by metric labels as alerts carry them, else by words. Undefined where it speaks of
 * none; nothing is guessed from two names that merely stand there.
 */
export function pairInText(text: string): NamedPair | undefined {
  return labelled(text) ?? spoken(text);
}

function labelled(text: string): NamedPair | undefined {
  const from = valueOf(text, labels.from);
  const to = valueOf(text, labels.to);
  if (from === undefined || to === undefined) return undefined;
  return {
    from: placed(from, valueOf(text, labels.fromNamespace)),
    to: placed(to, valueOf(text, labels.toNamespace)),
  };
}

function placed(value: string, namespace: string | undefined): string {
  return namespace === undefined || /[./]/.test(value) ? value : `${namespace}/${value}`;
}

/** `source_workload="checkout"`, `source_workload: checkout`, `*source_workload* = checkout`. */
function valueOf(text: string, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = new RegExp(String.raw`(?<![A-Za-z_])${key}[*_\x60]*\s*(?:=~?|:)[\s*_\x60]*"?(${name})`).exec(
      text,
    )?.[1];
    if (found !== undefined && found !== "unknown") return found;
  }
  return undefined;
}

function spoken(text: string): NamedPair | undefined {
  for (const phrase of phrases) {
    const [, from, to] = phrase.exec(text) ?? [];
    if (from !== undefined && to !== undefined && from !== to) return { from, to };
  }
  return undefined;
}
