import type { Job } from "../../model/job.ts";
import type { Desk } from "./desk.ts";

/** Hands over what was refused here and told already, for the record. That it cannot be handed over changes no refusal. */
export async function handRefused(desk: Desk, job: Job): Promise<void> {
  try {
    await desk.hand({ ...job, isTold: true });
  } catch (error) {
    desk.onError("hand a refusal over", error);
  }
}
