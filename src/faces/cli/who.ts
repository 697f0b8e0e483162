import { who as whoCalls } from "../../diagnose/who.ts";
import { whoJsonText } from "../../render/who-json.ts";
import { whoPage } from "../../render/who-page.ts";
import { asking } from "./asking.ts";
import type { WhoCommand } from "./command.ts";
import { exit, type Io } from "./io.ts";
import { printPage } from "./print-page.ts";
import { timed } from "./timed.ts";

/** Prints who may call a service, and whom it calls. */
export async function who(command: WhoCommand, io: Io): Promise<number> {
  const { of, output, details, verbose } = command;
  return asking(command, io, async ({ source, observer, namespace: usual }) => {
    const namespace = command.namespace ?? usual;
    const named = namespace === undefined ? {} : { namespace };
    const scope = { of: [of], namespaces: [], pairs: [], ...named };
    const { answer, timings } = await timed(source, scope, observer, (snapshot) =>
      whoCalls(snapshot, { of, ...named }),
    );
    printPage(whoPage(answer, { details }), () => whoJsonText(answer), output, io);
    if (verbose) io.err(timings);
    return exit.healthy;
  });
}
