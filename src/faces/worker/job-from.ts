import type { Job, Order } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { jobId } from "../slack/job-id.ts";

/** What a worker can be called with. */
export type Called =
  | { readonly kind: "job"; readonly job: Job }
  | { readonly kind: "failures"; readonly failures: readonly Failure[] };

/** A job that failed to the last, and how. */
export interface Failure {
  readonly job: Job;
  readonly why: string;
}

/**
 * Reads an event: a job, an order of a schedule, or what the on-failure destination tells. `now` is in milliseconds;
 * schedules that run twice in a minute make the same job.
 * @throws MeshError USAGE for what is none of these
 */
export function jobFrom(event: unknown, now: number): Called {
  if (isRecord(event)) {
    if (isJob(event)) return { kind: "job", job: event };
    if (event.source === "meshwhy.schedule" && isRecord(event.order))
      return { kind: "job", job: scheduled(event.order, now) };
    const records = failuresIn(event);
    if (records.length > 0) return { kind: "failures", failures: records };
  }
  throw new MeshError(
    "USAGE",
    "Cannot understand the event: it is no job, no schedule and no failure",
    "Compare it with docs/state.md, and the versions of both functions with each other.",
  );
}

function scheduled(order: Readonly<Record<string, unknown>>, now: number): Job {
  const at = new Date(now).toISOString();
  const made: Order =
    order.verb === "digest" && typeof order.digest === "string"
      ? { verb: "digest", digest: order.digest, scheduled: true }
      : order.verb === "catalogue" && typeof order.cluster === "string"
        ? { verb: "catalogue", cluster: order.cluster }
        : { verb: "sweep" };
  return {
    schema: "meshwhy.job/v1",
    id: jobId("schedule", JSON.stringify(made), at.slice(0, 16)),
    at,
    by: undefined,
    order: made,
    reply: { channel: "", visibleTo: "channel" },
    decision: { allowed: true, rule: "a schedule of meshwhy.yaml" },
    warnings: [],
  };
}

/** A record of AWS itself, or several in messages of a queue. */
function failuresIn(event: Readonly<Record<string, unknown>>): readonly Failure[] {
  if (Array.isArray(event.Records))
    return event.Records.flatMap((record: unknown) => {
      const body = isRecord(record) && typeof record.body === "string" ? parsed(record.body) : undefined;
      return isRecord(body) ? failuresIn(body) : [];
    });
  const { requestPayload, responsePayload, requestContext } = event;
  if (!isRecord(requestPayload) || !isJob(requestPayload)) return [];
  const told =
    isRecord(responsePayload) && typeof responsePayload.errorMessage === "string"
      ? responsePayload.errorMessage
      : undefined;
  const condition =
    isRecord(requestContext) && typeof requestContext.condition === "string" ? requestContext.condition : undefined;
  return [{ job: requestPayload, why: told ?? condition ?? "no reason was given" }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Only our own functions may call the worker, so its schema's name is proof enough. */
function isJob(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Job {
  return (
    value.schema === "meshwhy.job/v1" && typeof value.id === "string" && isRecord(value.order) && isRecord(value.reply)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
