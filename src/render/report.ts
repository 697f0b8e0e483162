import type { Diagnosis } from "../model/diagnosis.ts";
import type { Section } from "./block.ts";
import { advice } from "./report/advice.ts";
import { cause } from "./report/cause.ts";
import { checklist } from "./report/checklist.ts";
import { type Headline, headline } from "./report/headline.ts";
import { history } from "./report/history.ts";
import { limits } from "./report/limits.ts";
import { obstacles } from "./report/obstacles.ts";
import { offender } from "./report/offender.ts";
import { otherFlows } from "./report/other-flows.ts";
import { repair } from "./report/repair.ts";
import type { ReportOptions } from "./report/report-options.ts";
import { restrictions } from "./report/restrictions.ts";
import { seen } from "./report/seen.ts";
import { sources } from "./report/sources.ts";
import { way } from "./report/way.ts";

/** A diagnosis in words, before it is known who will read it: text, Markdown and others print the same report. */
export interface Report {
  readonly headline: Headline;
  readonly sections: readonly Section[];
}

/** Tells a diagnosis in the order in which a person wants to hear it. */
export function report(diagnosis: Diagnosis, { details, excerpt }: ReportOptions): Report {
  return {
    headline: headline(diagnosis),
    sections: [
      cause(diagnosis),
      ...offender(diagnosis, { details, excerpt }),
      ...history(diagnosis),
      ...way(diagnosis, details),
      ...otherFlows(diagnosis),
      ...restrictions(diagnosis),
      seen(diagnosis),
      ...repair(diagnosis),
      ...obstacles(diagnosis, details),
      ...advice(diagnosis, details),
      ...checklist(diagnosis, details),
      ...limits(diagnosis, details),
      sources(diagnosis),
    ],
  };
}
