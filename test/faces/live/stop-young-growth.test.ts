import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

const path = new URL("../../../src/faces/live/stop-young-growth.ts", import.meta.url).href;

/** Megabytes of V8's space for new objects, before and after a process has made a lot of them that it holds. */
function young(flags: readonly string[], isStopped: boolean): { readonly before: number; readonly after: number } {
  const script = `
    const { stopYoungGrowth } = await import(${JSON.stringify(path)});
    const { getHeapSpaceStatistics } = await import("node:v8");
    if (${isStopped}) stopYoungGrowth(process.execArgv, process.env.NODE_OPTIONS);
    const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space").space_size;
    const before = young();
    const held = [];
    for (let i = 0; i < 1_000_000; i += 1) held.push({ i });
    console.log(JSON.stringify({ before: before / 2 ** 20, after: young() / 2 ** 20, held: held.length }));`;
  const args = [...flags, "--input-type=module", "--eval", script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  // V8 says there which flags it does not know.
  expect(stderr).toBe("");
  return JSON.parse(stdout) as ReturnType<typeof young>;
}

describe("the space for new objects", () => {
  test("grows no more once it is stopped", () => {
    const [stopped, usual] = [young([], true), young([], false)];
    // Only half of it is in use until the first collection. How large it is by then is up to what loading took.
    expect(stopped.after).toBeLessThanOrEqual(2 * stopped.before);
    expect(usual.after).toBeGreaterThan(2 * usual.before);
    expect(usual.after).toBeGreaterThan(2 * stopped.after);
  });

  test("is left to whoever started the process with a size of it", () => {
    const [told, usual] = [true, false].map((isStopped) => young(["--max-semi-space-size=16"], isStopped));
    expect(told?.after).toBe(usual?.after);
  });
});
