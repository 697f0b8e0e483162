import type { Config } from "../../model/config.ts";
import type { Asker, Decision } from "../../model/job.ts";
import { provisional } from "./provisional.ts";

/** What the policy says, as far as it can be said here, to a question that is about to be put together in a form. */
export function mayAsk(config: Config, by: Asker): Decision {
  return provisional(config, { verb: "why", cluster: "", question: { from: "", to: "", headers: [] } }, by);
}
