/** Which stream gets what, and in which form. */
import { describe, expect, test } from "vitest";
import type { DiagnosisJson } from "../../src/render/diagnosis-json.ts";
import { mesh, shopWith } from "./mesh.ts";
import { valid } from "./valid.ts";

const ask = ["why", "checkout", "payment", "--request", "POST /charge", ...shopWith("two-faults")];
const escape = "\u001b[";
const timings = /^read \d+ ms, in all \d+ ms, \d+ MB\n$/;

describe("text", () => {
  test("is coloured on a terminal", async () => {
    expect((await mesh(ask, { isTerminal: true })).stdout).toContain(escape);
  });

  test.each([{ isTerminal: false }, { isTerminal: true, noColor: true }])("has no ANSI codes with %j", async (io) => {
    const { stdout, stderr } = await mesh(ask, io);
    expect(stdout).not.toContain("\u001b");
    expect(stderr).toBe("");
  });

  test("is the same with and without colours", async () => {
    const coloured = (await mesh(ask, { isTerminal: true })).stdout;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
    const bare = coloured.replaceAll(/\u001b\[[\d;]*m/g, "").replaceAll(/ +$/gm, "");
    expect(bare).toBe((await mesh(ask)).stdout);
  });

  test.each([
    [200, 120],
    [100, 100],
    [80, 80],
    [50, 50],
    [40, 40],
    [10, 40],
  ])("on %i columns is at most %i wide, commands apart", async (columns, widest) => {
    const { stdout } = await mesh(ask, { columns });
    const long = stdout.split("\n").filter((line) => [...line].length > widest && !/^\s*kubectl /.test(line));
    expect(long.map((line) => line.trim()).filter((line) => line.includes(" "))).toEqual([]);
  });

  test("without a known width is as on 80 columns", async () => {
    expect((await mesh(ask, { columns: undefined })).stdout).toBe((await mesh(ask, { columns: 80 })).stdout);
  });

  test("says more with --details", async () => {
    const { stdout } = await mesh([...ask, "--details"]);
    expect(stdout.length).toBeGreaterThan((await mesh(ask)).stdout.length);
  });
});

describe("json", () => {
  test.each(["two-faults", "healthy", "broken-canary", "missing-sidecar"])("of %s is of the schema", async (story) => {
    const { stdout, stderr } = await mesh(["why", "checkout", "payment", ...shopWith(story), "--output=json"]);
    expect(stderr).toBe("");
    expect(valid<DiagnosisJson>(stdout, "diagnosis").schema).toBe("meshwhy.diagnosis/v1");
  });

  test("knows neither terminal nor details", async () => {
    const plain = (await mesh([...ask, "-o", "json"])).stdout;
    expect((await mesh([...ask, "-d", "-o", "json"], { isTerminal: true, columns: 40 })).stdout).toBe(plain);
  });
});

describe("markdown", () => {
  test.each(["markdown", "md"])("as %s", async (output) => {
    const { stdout, stderr } = await mesh([...ask, "-o", output], { isTerminal: true });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/BROKEN/i);
    expect(stdout).toContain("**");
    expect(stdout).not.toContain("\u001b");
  });
});

describe("--verbose", () => {
  test.each(["text", "json", "markdown"])("tells timings on stderr, and nothing on stdout: %s", async (output) => {
    const quiet = await mesh([...ask, "-o", output]);
    const verbose = await mesh([...ask, "-o", output, "--verbose"]);
    expect(verbose).toEqual({ ...quiet, stderr: expect.stringMatching(timings) });
  });
});

test("the same question gives the same bytes", async () => {
  for (const output of ["text", "json", "markdown"])
    expect(await mesh([...ask, "-o", output])).toEqual(await mesh([...ask, "-o", output]));
});
