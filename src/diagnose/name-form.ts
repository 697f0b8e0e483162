import { kindOfWord, type WordKind } from "../model/kind-words.ts";

/** A name as typed, taken apart. */
export interface NameForm {
  readonly kind: WordKind | undefined;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The whole text is a dotted name: it may also be a host. */
  readonly host: string | undefined;
}

/** `name`, `namespace/name`, `name.namespace`, FQDN, `deploy/x`, `cronjob/x`, `sa/x`, `pod/x`, also `namespace/pod/x`. */
export function nameForm(text: string): NameForm {
  const parts = text.split("/");
  const [first = "", second, third] = parts;
  if (second === undefined) return dotted(first, undefined, undefined);
  const kind = kindOfWord(first);
  if (third !== undefined) {
    const inner = kindOfWord(second);
    return { kind: inner ?? kind, name: third, namespace: inner === undefined ? second : first, host: undefined };
  }
  return kind === undefined
    ? { kind: undefined, name: second, namespace: first, host: undefined }
    : dotted(second, kind, undefined);
}

function dotted(text: string, kind: WordKind | undefined, namespace: string | undefined): NameForm {
  const bare = text.endsWith(".") ? text.slice(0, -1) : text;
  const [name = "", space, ...rest] = bare.split(".");
  if (space === undefined) return { kind, name, namespace, host: undefined };
  const isService = rest.length === 0 || rest[0] === "svc";
  return { kind, name, namespace: isService ? space : undefined, host: bare };
}
