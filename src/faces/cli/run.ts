import manifest from "../../../package.json" with { type: "json" };
import { MeshError } from "../../model/mesh-error.ts";
import { errorJsonText } from "../../render/error-json.ts";
import { safe } from "../../render/safe.ts";
import { type Command, commandFrom } from "./command-from.ts";
import { demo } from "./demo.ts";
import { helpFor } from "./help.ts";
import { exit, type Io } from "./io.ts";
import { lint } from "./lint.ts";
import { why } from "./why.ts";

/** Runs one command line and gives its exit status. Nothing escapes it: every path ends in a visible answer. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await act(commandFrom(argv), io);
  } catch (error) {
    return tell(error, argv, io);
  }
}

async function act(command: Command, io: Io): Promise<number> {
  switch (command.verb) {
    case "help":
      io.out(helpFor(command.topic));
      return exit.healthy;
    case "version":
      io.out(`${manifest.version}\n`);
      return exit.healthy;
    case "why":
      return why(command, io);
    case "demo":
      return demo(command, io);
    case "lint":
      return lint(command, io);
  }
}

function tell(error: unknown, argv: readonly string[], io: Io): number {
  const known = error instanceof MeshError ? error : internal(error);
  const wantsJson = argv.some(
    (word, i) =>
      word === "--output=json" ||
      word === "-ojson" ||
      (word === "json" && (argv[i - 1] === "--output" || argv[i - 1] === "-o")),
  );
  if (wantsJson) io.out(errorJsonText(known));
  else io.err(`${safe(known.message)}\n${safe(known.next)}\n`);
  if (known.code === "INTERNAL" && argv.includes("--verbose") && error instanceof Error)
    io.err(`${safe(error.stack ?? "")}\n`);
  return known.code === "INTERNAL" ? exit.internal : exit.cannotAnswer;
}

function internal(error: unknown): MeshError {
  const what = error instanceof Error ? error.message : String(error);
  return new MeshError(
    "INTERNAL",
    `Cannot answer: ${what}`,
    "This is a bug of meshwhy. Run again with --verbose and report what it prints.",
  );
}
