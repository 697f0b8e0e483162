import type { Config } from "../../model/config.ts";
import { safe } from "../../render/safe.ts";
import { safeJson } from "../../render/safe-json.ts";
import { readConfig, usualFile } from "../config/read-config.ts";
import type { ConfigLint } from "./command.ts";
import { exit, type Io } from "./io.ts";

/**
 * Says that a configuration is right, and what is in it.
 * @throws MeshError BAD_CONFIG with everything that is wrong
 */
export function configLint({ file = usualFile, output }: ConfigLint, io: Io): number {
  const counts = countsOf(readConfig(file));
  io.out(
    output === "json"
      ? safeJson({ schema: "meshwhy.config-lint/v1", file, ...Object.fromEntries(counts) })
      : `${safe(file)} is right: ${counts.map(([what, number]) => counted(what, number)).join(", ")}\n`,
  );
  return exit.healthy;
}

function countsOf({ clusters, slack, policy, digests, ladders }: Config): readonly (readonly [string, number])[] {
  return [
    ["clusters", clusters.length],
    ["channels", slack.channels.length],
    ["rules", policy.rules.length],
    ["digests", digests.length],
    ["ladders", ladders.length],
  ];
}

function counted(what: string, number: number): string {
  return `${number} ${number === 1 ? what.slice(0, -1) : what}`;
}
