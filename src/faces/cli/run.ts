import manifest from "../../../package.json" with { type: "json" };
import { MeshError } from "../../model/mesh-error.ts";
import type { Mistake } from "../../model/mistake.ts";
import { errorJsonText } from "../../render/error-json.ts";
import { safe } from "../../render/safe.ts";
import { reduceSecrets } from "../../source/access-log/reduce-secrets.ts";
import { asksForJson } from "./asks-for-json.ts";
import type { Command } from "./command.ts";
import { commandFrom } from "./command-from.ts";
import { configLint } from "./config-lint.ts";
import { demo } from "./demo.ts";
import { diff } from "./diff.ts";
import { digest } from "./digest.ts";
import { doctor } from "./doctor.ts";
import { health } from "./health.ts";
import { helpFor } from "./help.ts";
import { exit, type Io } from "./io.ts";
import { lint } from "./lint.ts";
import { serve } from "./serve.ts";
import { snapshot } from "./snapshot.ts";
import { who } from "./who.ts";
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
    case "who":
      return who(command, io);
    case "health":
      return health(command, io);
    case "digest":
      return digest(command, io);
    case "diff":
      return diff(command, io);
    case "snapshot":
      return snapshot(command, io);
    case "demo":
      return demo(command, io);
    case "lint":
      return lint(command, io);
    case "config lint":
      return configLint(command, io);
    case "doctor":
      return doctor(command, io);
    case "serve":
      return serve(command, io);
  }
}

function tell(error: unknown, argv: readonly string[], io: Io): number {
  const known = discreet(error instanceof MeshError ? error : internal(error));
  if (asksForJson(argv)) io.out(errorJsonText(known));
  else io.err(`${[known.message, ...mistakeLines(known.mistakes), known.next].map(safe).join("\n")}\n`);
  if (known.code === "INTERNAL" && isVerbose(argv) && error instanceof Error)
    io.err(
      `${reduceSecrets(error.stack ?? "")
        .split("\n")
        .map(safe)
        .join("\n")}\n`,
    );
  return known.code === "INTERNAL" ? exit.internal : exit.cannotAnswer;
}

/** Each with what to do; a single one is the message itself. */
function mistakeLines(mistakes: readonly Mistake[]): readonly string[] {
  if (mistakes.length < 2) return [];
  return mistakes.flatMap(({ file, line, column, what, next }) => [
    `  ${file}:${line}:${column}  ${what}`,
    `      ${next}`,
  ]);
}

/** Messages quote what was typed, and that may hold a secret: `http://user:password@…`. */
function discreet({ code, message, next, candidates, mistakes }: MeshError): MeshError {
  return new MeshError(
    code,
    reduceSecrets(message),
    reduceSecrets(next),
    candidates.map(reduceSecrets),
    mistakes.map((mistake) => ({ ...mistake, what: reduceSecrets(mistake.what), next: reduceSecrets(mistake.next) })),
  );
}

function isVerbose(argv: readonly string[]): boolean {
  return argv.some((word) => word === "--verbose" || /^-[dhlVw]*v/.test(word));
}

function internal(error: unknown): MeshError {
  const what = error instanceof Error ? error.message : String(error);
  return new MeshError(
    "INTERNAL",
    `Cannot answer: ${what}`,
    "This is a bug of meshwhy. Run again with --verbose and report what it prints.",
  );
}
