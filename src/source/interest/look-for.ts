import type { Question } from "../../model/question.ts";
import { interest } from "./interest.ts";
import type { Look } from "./look.ts";
import { rollFor } from "./roll.ts";

/** Where to look for one pair. */
export function lookFor(question: Question): Look {
  const roll = rollFor(question);
  const { from, to, answersFrom, answersTo } = roll;
  return {
    roll,
    // Interest only ever grows, so what is of interest by now will be of interest in the end.
    isOfInterest: (namespace) => {
      if (from.isAddress || to.isAddress || answersFrom.has(namespace) || answersTo.has(namespace)) return true;
      return from.namespaces.has(namespace) || to.namespaces.has(namespace) || namespace === question.namespace;
    },
    interest: (light) => interest(question, roll, light),
  };
}
