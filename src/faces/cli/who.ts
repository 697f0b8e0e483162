import { who as whoCalls } from "../../diagnose/who.ts";
import { whoJsonText } from "../../render/who-json.ts";
import { whoPage } from "../../render/who-page.ts";
import type { WhoCommand } from "./command-from.ts";
import { exit, type Io } from "./io.ts";
import { placesOf } from "./places-of.ts";
import { printPage } from "./print-page.ts";
import { snapshotSource } from "./snapshot-source.ts";
import { timed } from "./timed.ts";

/** Prints who may call a service, and whom it calls. */
export async function who({ of, namespace, output, details, verbose, ...from }: WhoCommand, io: Io): Promise<number> {
  const named = namespace === undefined ? {} : { namespace };
  const scope = { of: [of], namespaces: [], pairs: [], ...named };
  const { answer, timings } = await timed(
    snapshotSource({ snapshots: placesOf(from), at: from.at }, io),
    scope,
    (snapshot) => whoCalls(snapshot, { of, ...named }),
  );
  printPage(whoPage(answer, { details }), () => whoJsonText(answer), output, io);
  if (verbose) io.err(timings);
  return exit.healthy;
}
