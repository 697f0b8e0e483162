import { doctor as judge } from "../../diagnose/doctor.ts";
import type { Order } from "../../model/job.ts";
import { doctorMessage } from "../../render/slack/doctor-message.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import type { Shift } from "./shift.ts";

/**
 * Tells whether a cluster can be asked, and what is missing; the result is the worst of it. Only the asker sees it:
 * addresses and the names of identities are nobody else's business.
 */
export async function doctor(
  shift: Shift,
  { cluster: name }: Extract<Order, { readonly verb: "doctor" }>,
): Promise<string> {
  const cluster = clusterNamed(shift.options.config, name);
  shift.about("doctor", cluster.name);
  const checkup = judge(await shift.probes(cluster));
  await shift.tellAsker(doctorMessage(checkup));
  return checkup.condition;
}
