import { kubernetesScalar } from "../kubernetes-scalar.ts";
import { doubt } from "./doubt.ts";
import { isQuote, quotedText } from "./quoted-text.ts";
import { unusual } from "./unusual.ts";

const longestKey = 1000;

/** What the key between `begin` and its colon means. @throws doubt */
export function keyText(text: string, begin: number, colon: number): string {
  if (colon - begin > longestKey) throw doubt;
  const key = isQuote(text.charCodeAt(begin)) ? quotedText(text, begin, colon) : plainKey(text.slice(begin, colon));
  if (key === "__proto__") throw doubt;
  return key;
}

function plainKey(name: string): string {
  if (name === "<<" || name.endsWith(" ") || unusual.test(name)) throw doubt;
  return String(kubernetesScalar(name) ?? "");
}
