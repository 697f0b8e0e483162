import type { Diagnosis, Verdict } from "../../model/diagnosis.ts";
import { claim } from "../claim.ts";
import { isUndecided } from "../is-undecided.ts";
import { pairText } from "../pair-text.ts";
import { moment } from "../times.ts";

/** The answer before the answer: `checkout → payment`, `broken`, `every POST /charge is refused (403)`. */
export interface Headline {
  readonly pair: string;
  readonly verdict: Verdict;
  readonly claim: string;
  /** On what the verdict rests, where, and of when it is. */
  readonly context: readonly string[];
}

/** The first two lines of an answer. */
export function headline(diagnosis: Diagnosis): Headline {
  const { from, to, place } = pairText(diagnosis.pair);
  return {
    pair: `${from} → ${to}`,
    verdict: diagnosis.verdict,
    claim: claim(diagnosis),
    context: [basisText(diagnosis), ...(place === undefined ? [] : [place]), moment(diagnosis.observedAt)],
  };
}

function basisText(diagnosis: Diagnosis): string {
  const { basis, findings } = diagnosis;
  switch (basis) {
    case "configuration":
      return "judged from configuration";
    case "both":
      return "configuration and traffic agree";
    case "traffic":
      return findings[0]?.layer === "application" || isUndecided(diagnosis)
        ? "judged from traffic"
        : "judged from traffic, against the configuration";
  }
}
