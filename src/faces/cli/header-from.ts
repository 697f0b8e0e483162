import { MeshError } from "../../model/mesh-error.ts";
import type { Header } from "../../model/question.ts";

/** RFC 9110's token; a colon before it as in `:authority`. */
const headerName = /^:?[\w!#$%&'*+.^`|~-]+$/;

/**
 * A header from `name: value`, the value as it was given. Messages show none of it: it may be a secret.
 * @throws MeshError USAGE
 */
export function headerFrom(text: string): Header {
  const colon = text.indexOf(":", text.startsWith(":") ? 1 : 0);
  if (colon < 0) throw bad("it has no colon");
  const name = text.slice(0, colon).trim().toLowerCase();
  if (name === "" || name === ":") throw bad("it has no name");
  if (!headerName.test(name)) throw bad("its name has characters that no name of a header has");
  return { name, value: text.slice(colon + 1).trim() };
}

function bad(why: string): MeshError {
  return new MeshError("USAGE", `Cannot read a header: ${why}`, 'Write it as --header "name: value".');
}
