import type { WireAnswer } from "./exchange.ts";
import { KubeTrouble } from "./kube-trouble.ts";

/** Whether a page came that is meant for people. */
export function isHtml({ headers }: WireAnswer): boolean {
  return String(headers["content-type"]).includes("html");
}

/** What is said of an answer of the server of that name, which is no JSON object. */
export function noJson(name: string, answer: WireAnswer, isEmpty = false): KubeTrouble {
  const what = isHtml(answer)
    ? "an HTML page, as a login page or a proxy would"
    : isEmpty
      ? "nothing"
      : "something that is no JSON object";
  return new KubeTrouble("garbled", `the API server of "${name}" answers with ${what}`, answer.status);
}
