import type { Places } from "../../config/without-places.ts";
import type { Decision } from "../../model/job.ts";
import { verbOf } from "../slack/verb-of.ts";
import type { Shift } from "./shift.ts";
import { standingOf } from "./standing.ts";

const unasked: Decision = { allowed: true, rule: "needs no permission" };
const scheduled: Decision = { allowed: true, rule: "a schedule of meshwhy.yaml" };

/**
 * Whether the asker may have this, all being known: guests, members of other workspaces and user groups are looked up
 * here, since the function that acknowledges has no time for it.
 */
export async function admit(shift: Shift): Promise<Decision> {
  const { order, by } = shift.job;
  if (verbOf(order) === undefined) return unasked;
  if (by === undefined) return scheduled;
  return decided(shift, await placesOf(shift));
}

/** Once the names are resolved: whether these namespaces may be asked about. */
export async function admitPlaces(
  shift: Shift,
  cluster: string,
  namespaces: readonly string[],
  toCluster?: string,
): Promise<Decision> {
  if (shift.job.by === undefined) return scheduled;
  const named = [...new Set(namespaces)].filter((namespace) => namespace !== "");
  return decided(shift, { cluster, toCluster, namespaces: named });
}

/** Whether the asker might ask about these places in another channel, too: what is shown there is as if asked there. */
export async function admitIn(shift: Shift, channel: string, places: Places): Promise<Decision> {
  return decided(shift, places, channel);
}

/** Where an order leads, as far as it says so itself, or the answer that it is about does. */
async function placesOf({ job, options, now }: Shift): Promise<Places> {
  const { order } = job;
  const { store, config } = options;
  if ("cluster" in order)
    return {
      cluster: order.cluster === "" ? config.clusters[0]?.name : order.cluster,
      ...("question" in order ? { toCluster: order.question.toCluster } : {}),
    };
  if ("answer" in order) return (await store.recall(order.answer, now())) ?? {};
  if (!("escalation" in order)) return {};
  const escalation = await store.escalation(order.escalation, now());
  if (escalation === undefined) return {};
  return (await store.recall(escalation.answer, now())) ?? { cluster: escalation.cluster };
}

async function decided({ job, options }: Shift, places: Places, channel = job.reply.channel): Promise<Decision> {
  const verb = verbOf(job.order);
  if (job.by === undefined || verb === undefined) return unasked;
  const standing = await standingOf(options.config, options.people, job.by);
  return standing({ verb, channel, places });
}
