import { health as healthOf } from "../../diagnose/health.ts";
import { healthJsonText } from "../../render/health-json.ts";
import { healthPage } from "../../render/health-page.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import { asking } from "./asking.ts";
import type { HealthCommand } from "./command.ts";
import type { Io } from "./io.ts";
import { mostPairs } from "./most-pairs.ts";
import { printPage } from "./print-page.ts";
import { statusOf } from "./status-of.ts";
import { timed } from "./timed.ts";

/** Prints how every pair into a service or namespace is. */
export async function health(command: HealthCommand, io: Io): Promise<number> {
  const { of, playbook, output, details, verbose } = command;
  const checks = playbookNamed(playbook);
  return asking(command, io, async ({ source, observer, namespace: usual }) => {
    const namespace = command.namespace ?? usual;
    const scope = { of: [of], namespaces: [], pairs: [], ...(namespace === undefined ? {} : { namespace }) };
    const { answer, timings } = await timed(source, scope, observer, (snapshot) =>
      healthOf(snapshot, checks, scope, { most: mostPairs }),
    );
    printPage(healthPage(answer, { details }), () => healthJsonText(answer), output, io);
    if (verbose) io.err(timings);
    return statusOf(answer.verdict);
  });
}
