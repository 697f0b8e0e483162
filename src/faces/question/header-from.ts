import { MeshError } from "../../model/mesh-error.ts";
import type { Header } from "../../model/question.ts";

/** RFC 9110's token; a colon before it as in `:authority`. */
const headerName = /^:?[\w!#$%&'*+.^`|~-]+$/;

/**
 * A header from `name: value`, the value as it was given. Messages show none of it: it may be a secret.
 * @throws MeshError USAGE
 */
export function headerFrom(text: string): Header {
  const [, name = "", value = ""] = /^\s*(:?[^:]*):(.*)$/s.exec(text)?.map((part) => part.trim()) ?? [];
  if (!text.includes(":")) throw bad("it has no colon");
  if (name === "") throw bad("it has no name");
  if (!headerName.test(name)) throw bad("its name has characters that no name of a header has");
  return { name: name.toLowerCase(), value };
}

function bad(why: string): MeshError {
  return new MeshError("USAGE", `Cannot read a header: ${why}`, 'Write it as --header "name: value".');
}
