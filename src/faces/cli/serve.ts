import { MeshError } from "../../model/mesh-error.ts";
import type { Serve } from "./command.ts";
import type { Io } from "./io.ts";
import { ownError } from "./own-error.ts";

/** What is still open when all is done, a connection that is kept alive for instance, is waited for no longer. */
const lastBreath = 500;

/**
 * Runs the Slack bot until SIGTERM or SIGINT; a second signal ends it at once.
 * @throws MeshError where it cannot begin; NOT_BUILT where the package lacks the bundle
 */
export async function serve(command: Serve, io: Io): Promise<number> {
  const status = await loaded()
    .then((server) =>
      server.serve(command, { env: process.env, write: io.out, stopped: signalled, strays, now: Date.now }),
    )
    .catch((error: unknown) => {
      throw ownError(error);
    });
  setTimeout(() => process.exit(), lastBreath).unref();
  return status;
}

/** A bundle of its own: Slack's and AWS's libraries would make every other command start later. */
async function loaded(): Promise<typeof import("../serve/serve.ts")> {
  try {
    return await import("../serve/serve.ts");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new MeshError("NOT_BUILT", 'Cannot serve: "dist/serve.js" is missing', "Install the package again.");
  }
}

function strays(tell: (error: unknown) => void): void {
  process.on("unhandledRejection", tell);
}

async function signalled(): Promise<string> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.on(signal, () => {
        if (isStopping) process.exit(1);
        isStopping = true;
        resolve(signal);
      });
  });
}
