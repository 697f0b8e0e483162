import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

const path = new URL("../../../src/faces/live/stop-young-growth.ts", import.meta.url).href;

/** Megabytes of V8's space for new objects, in a process that holds a lot of them. */
function young(flags: readonly string[], isStopped: boolean): number {
  const script = `
    const { stopYoungGrowth } = await import(${JSON.stringify(path)});
    const { getHeapSpaceStatistics } = await import("node:v8");
    if (${isStopped}) stopYoungGrowth(process.execArgv, process.env.NODE_OPTIONS);
    const held = [];
    for (let i = 0; i < 1_000_000; i += 1) held.push({ i });
    const { space_size: bytes } = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    console.log(bytes / 2 ** 20, held.length);`;
  const args = [...flags, "--input-type=module", "--eval", script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  // V8 says there which flags it does not know.
  expect(stderr).toBe("");
  return Number.parseFloat(stdout);
}

describe("the space for new objects", () => {
  test("grows no more once it is stopped", () => {
    const [stopped, usual] = [young([], true), young([], false)];
    expect(stopped).toBeLessThanOrEqual(8);
    expect(usual).toBeGreaterThan(2 * stopped);
  });

  test("is left to whoever started the process with a size of it", () => {
    expect(young(["--max-semi-space-size=16"], true)).toBe(young(["--max-semi-space-size=16"], false));
  });
});
