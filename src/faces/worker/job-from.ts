import type { Job, Order } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { jobId } from "../slack/job-id.ts";
import { isRecord } from "./is-record.ts";

/**
 * Reads an event of the worker: a job that was handed over, or the order of a schedule. `now` is in milliseconds;
 * a schedule that runs twice in a minute makes the same job.
 * @throws MeshError USAGE for what is neither
 */
export function jobFrom(event: unknown, now: number): Job {
  if (isRecord(event)) {
    if (isJob(event)) return event;
    if (event.source === "meshwhy.schedule" && isRecord(event.order))
      return scheduled(event.order, dueAt(event.at, now));
  }
  throw new MeshError(
    "USAGE",
    "Cannot understand the event: it is no job and no schedule",
    "Deploy both functions from one version.",
  );
}

/** When the schedule was due, where that is told: two deliveries of one tick are one job, whenever they come. */
function dueAt(told: unknown, now: number): string {
  const due = typeof told === "string" ? Date.parse(told) : Number.NaN;
  return new Date(Number.isNaN(due) ? now : due).toISOString();
}

function scheduled(order: Readonly<Record<string, unknown>>, at: string): Job {
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

/** Only our own functions may call the worker, so the name of the schema is proof enough. */
function isJob(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Job {
  return (
    value.schema === "meshwhy.job/v1" && typeof value.id === "string" && isRecord(value.order) && isRecord(value.reply)
  );
}
