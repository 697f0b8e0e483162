import type { CheckupEntry, LiveProbes, ReachStep } from "../../model/doctor.ts";
import { entryOf } from "./entry-of.ts";

const stepTitles: Readonly<Record<ReachStep, string>> = {
  connection: "Connection",
  dns: "DNS",
  tcp: "TCP",
  tls: "TLS",
  authentication: "Authentication",
};

/** One step of the way to the API server. */
export function reachEntry({ step, state, what, hint }: LiveProbes["reach"][number]): CheckupEntry {
  const condition = state === "failed" ? "unreachable" : state;
  return entryOf(`reach/${step}`, condition, `${stepTitles[step]}: ${what}`, hint);
}
