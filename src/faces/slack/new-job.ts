import type { Asker, Job } from "../../model/job.ts";
import type { Desk } from "./desk.ts";
import { provisional } from "./provisional.ts";

/** What makes one job another than the next. */
export interface JobParts extends Pick<Job, "id" | "order" | "reply"> {
  readonly by: Asker;
  readonly warnings?: readonly string[];
}

/** A job as it is handed over: with the time, and with what the policy says as far as it can be said here. */
export function newJob({ config, now }: Desk, { id, by, order, reply, warnings = [] }: JobParts): Job {
  return {
    schema: "meshwhy.job/v1",
    id,
    at: new Date(now()).toISOString(),
    by,
    order,
    reply,
    decision: provisional(config, order, by),
    warnings,
  };
}
