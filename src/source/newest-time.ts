import type { AnyResource } from "../model/resource-kinds.ts";

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The newest of the moments, as RFC 3339 in UTC; what is no time is passed over. */
export function newestTime(moments: Iterable<string | undefined>): string | undefined {
  let newest = Number.NEGATIVE_INFINITY;
  let previous: string | undefined;
  for (const moment of moments) {
    if (moment === undefined || moment === previous || !rfc3339.test(moment)) continue;
    previous = moment;
    const time = Date.parse(moment);
    if (time > newest) newest = time;
  }
  return Number.isFinite(newest) ? utc(newest) : undefined;
}

/** When something is known to have happened to an object. */
export function* timesOf(resource: AnyResource): Generator<string | undefined> {
  const { metadata } = resource;
  yield metadata.creationTimestamp;
  for (const { time } of metadata.managedFields ?? []) yield time;
  if (!("status" in resource) || resource.kind !== "Pod") return;
  const { startTime, conditions, containerStatuses, initContainerStatuses } = resource.status;
  yield startTime;
  for (const { lastTransitionTime } of conditions ?? []) yield lastTransitionTime;
  for (const { state } of [...(containerStatuses ?? []), ...(initContainerStatuses ?? [])])
    yield state?.running?.startedAt;
}

function utc(time: number): string {
  return new Date(time).toISOString().replace(/\.000Z$/, "Z");
}
