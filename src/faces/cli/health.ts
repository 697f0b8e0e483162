import { health as healthOf } from "../../diagnose/health.ts";
import { healthJsonText } from "../../render/health-json.ts";
import { healthPage } from "../../render/health-page.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import type { HealthCommand } from "./command-from.ts";
import type { Io } from "./io.ts";
import { mostPairs } from "./most-pairs.ts";
import { placesOf } from "./places-of.ts";
import { printPage } from "./print-page.ts";
import { snapshotSource } from "./snapshot-source.ts";
import { statusOf } from "./status-of.ts";
import { timed } from "./timed.ts";

/** Prints how every pair into a service or namespace is. */
export async function health(command: HealthCommand, io: Io): Promise<number> {
  const { of, namespace, playbook, output, details, verbose } = command;
  const scope = { of: [of], namespaces: [], pairs: [], ...(namespace === undefined ? {} : { namespace }) };
  const checks = playbookNamed(playbook);
  const { answer, timings } = await timed(
    snapshotSource({ snapshots: placesOf(command), at: command.at }, io),
    scope,
    (snapshot) => healthOf(snapshot, checks, scope, { most: mostPairs }),
  );
  printPage(healthPage(answer, { details }), () => healthJsonText(answer), output, io);
  if (verbose) io.err(timings);
  return statusOf(answer.verdict);
}
