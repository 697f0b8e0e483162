import type { Job } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { isRecord } from "./is-record.ts";
import { jobFrom } from "./job-from.ts";

/** A job that failed to the last, and how. */
export interface Failure {
  readonly job: Job;
  readonly why: string;
}

/**
 * Reads what Lambda tells an on-failure destination.
 * Source: AWS Lambda Developer Guide, "Capturing records of asynchronous invocations".
 * @throws MeshError USAGE for what is no such record
 */
export function failureFrom(event: unknown, now: number): Failure {
  if (!isRecord(event) || event.requestPayload === undefined)
    throw new MeshError(
      "USAGE",
      "Cannot understand the event: it is no record of a failure",
      "Call this function only as an on-failure destination.",
    );
  const { requestPayload, responsePayload, requestContext } = event;
  const told = isRecord(responsePayload) ? responsePayload.errorMessage : undefined;
  const condition = isRecord(requestContext) ? requestContext.condition : undefined;
  const why = typeof told === "string" ? told : typeof condition === "string" ? condition : "no reason was given";
  return { job: jobFrom(requestPayload, now), why };
}
