import { kubernetesScalar } from "../kubernetes-scalar.ts";
import { doubt } from "./doubt.ts";
import { mayBeginPlain } from "./may-begin-plain.ts";
import { unusual } from "./unusual.ts";

const trailingSpaces = / +$/;

/** What the scalar without quotes means that takes the rest of a line, but for a comment. @throws doubt */
export function plainScalar(text: string, begin: number, stop: number): unknown {
  if (!mayBeginPlain(text, begin, stop)) throw doubt;
  const whole = text.slice(begin, stop);
  const comment = whole.indexOf(" #");
  const content = (comment < 0 ? whole : whole.slice(0, comment)).replace(trailingSpaces, "");
  if (content.includes(": ") || content.endsWith(":") || unusual.test(content)) throw doubt;
  return kubernetesScalar(content);
}
