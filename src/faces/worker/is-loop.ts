import type { Shift } from "./shift.ts";

/** For how long an app that asked in a thread is not answered there again, in seconds. */
const aDay = 86_400;
const anHour = 3600;
/** How often one app is answered in one channel within an hour: many alerts, and an end to a dispute of two apps. */
const mostInAnHour = 20;

/**
 * Whether an app that asks is left without an answer: two apps that answer each other would never end. It is answered
 * once in a thread, and so many times in a channel.
 */
export async function isLoop({ job, options, attempt, now }: Shift): Promise<boolean> {
  const { by, reply } = job;
  // A second attempt would find its own marks.
  if (by?.isApp !== true || attempt > 1) return false;
  const { store } = options;
  const place = `app/${by.team}/${by.user}/${reply.channel}`;
  if (!(await store.once(`${place}/${reply.thread ?? ""}`, now(), aDay))) return true;
  for (let slot = 0; slot < mostInAnHour; slot += 1)
    if (await store.once(`${place}/${now().slice(0, 13)}/${slot}`, now(), anHour)) return false;
  return true;
}
