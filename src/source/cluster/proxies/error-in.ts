import { plainText } from "../../../kinds/plain-text.ts";
import { reduceSecrets } from "../../access-log/reduce-secrets.ts";

/** Characters of an error: the first say what is wrong, the rest repeats the configuration. */
const longest = 300;

/** An error in Envoy's words, cut, without control characters and what looks like a secret; `undefined`: there is none. */
export function errorIn(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return plainText(reduceSecrets(value.slice(0, 4 * longest)), longest);
}
