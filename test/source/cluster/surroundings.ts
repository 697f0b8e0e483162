import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Environment, Surroundings } from "../../../src/source/cluster/surroundings.ts";

/** What connections are made with in tests; the clock is moved by hand. */
export interface TestSurroundings extends Surroundings {
  clock: number;
}

export function surroundings(environment: Environment = {}): TestSurroundings {
  const made: TestSurroundings = {
    version: "1.2.3",
    environment,
    clock: Date.parse("2026-11-20T14:00:00Z"),
    now: () => made.clock,
    random: () => 0.5,
    sleep: async (ms, signal) => {
      await wait(Math.min(ms, 50), undefined, { signal });
    },
    limits: { firstWaitMs: 2 },
  };
  return made;
}

/** Runs something with a folder that is gone afterwards. */
export async function inFolder<T>(
  run: (path: (name: string, text?: string, mode?: number) => string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-"));
  try {
    return await run((name, text, mode) => {
      const file = join(folder, name);
      if (text !== undefined) writeFileSync(file, text, { mode: mode ?? 0o600 });
      return file;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
