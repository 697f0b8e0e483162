/** `mesh why --watch` and `mesh diff`. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Pace } from "../../src/faces/cli/pace.ts";
import { type Watched, watch } from "../../src/faces/cli/watch.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import type { Verdict } from "../../src/model/diagnosis.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Source } from "../../src/model/source.ts";
import type { DiffJson } from "../../src/render/diff-json.ts";
import { compileCache } from "../support/compile-cache.ts";
import { asked, shopBase, snapshotOfFolder, stories } from "../support/folders.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { type ShopKube, startShopKube } from "../support/kube/shop-kube.ts";
import { ownTime } from "../support/own-time.ts";
import { whyPlaybook } from "../support/why.ts";
import { mesh, shopWith } from "./mesh.ts";
import { scratch } from "./scratch.ts";
import { valid } from "./valid.ts";

/** A story; `blind` after it: its pods could not be read. */
type Step = string | MeshError;

const gone = new MeshError("UNAVAILABLE", "Cannot reach prod: http://me:s3cret@prod is down", "Ask again later.");

/** Answers from stories, one after the other, and fails where told so; ends behind the last. */
function scripted(...steps: readonly Step[]): {
  readonly source: Source;
  readonly pace: Pace;
  readonly waits: number[];
  ended(): boolean;
} {
  let at = -1;
  let isEnded = false;
  const waits: number[] = [];
  return {
    waits,
    ended: () => isEnded,
    source: {
      read: () => {
        at += 1;
        const step = steps[at] ?? "healthy";
        if (step instanceof MeshError) return Promise.reject(step);
        const [name, blind] = step.split(" ");
        const folder = stories.find((one) => one.name === name)?.folder ?? shopBase;
        const minute = String(30 + at).padStart(2, "0");
        const whole = { ...snapshotOfFolder(folder), at: `2026-11-20T14:${minute}:00Z` };
        return Promise.resolve(blind === undefined ? whole : withoutPods(whole));
      },
    },
    pace: {
      stopped: new AbortController().signal,
      wait: (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve(at + 1 < steps.length);
      },
      end: () => {
        isEnded = true;
      },
    },
  };
}

function withoutPods(snapshot: Snapshot): Snapshot {
  const { Pod: _, ...resources } = snapshot.resources;
  return { ...snapshot, resources, gaps: [{ what: "Pods", why: "forbidden", kind: "Pod" }] };
}

async function watched(
  steps: readonly Step[],
  {
    until,
    isTerminal = false,
    output = "text",
  }: { until?: Verdict; isTerminal?: boolean; output?: "text" | "json" } = {},
) {
  const { source, pace, waits, ended } = scripted(...steps);
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    isTerminal,
    columns: 80,
    noColor: false,
    showsProgress: false,
    env: {},
    stdin: Readable.from([]),
  };
  const question = questionFrom(asked({ from: "checkout", to: "payment", request: "POST /charge" }));
  const of: Watched = { question, playbook: whyPlaybook, source, print: { output, details: false } };
  const status = await watch(of, { intervalMs: 5000, until }, io, pace);
  expect(ended()).toBe(true);
  return { status, out, err: err.join(""), waits };
}

describe("mesh why --watch", () => {
  test("prints the first answer, then what changed, and ends with the last answer's status", async () => {
    const { status, out, err, waits } = await watched(["healthy", "wrong-principal", "wrong-principal", "healthy"]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(waits).toEqual([5000, 5000, 5000, 5000]);
    const text = out.join("");
    expect(text).toContain("✓ HEALTHY → ✗ BROKEN");
    expect(text).toContain("✗ BROKEN → ✓ HEALTHY");
    expect(text).toContain("2026-11-20 14:30:00 → 14:31:00 UTC");
    expect(text.match(/New, \d/g)).toHaveLength(1);
    expect(text.match(/Resolved, \d/g)).toHaveLength(1);
  });

  test("is silent where nothing changed, and not on a terminal", async () => {
    const once = await watched(["wrong-principal"]);
    const thrice = await watched(["wrong-principal", "wrong-principal", "wrong-principal"]);
    expect({ ...thrice, waits: [] }).toEqual({ ...once, waits: [] });
    expect(once.status).toBe(1);
  });

  test("rewrites one line on a terminal", async () => {
    const { out } = await watched(["healthy", "healthy", "healthy", "wrong-principal"], { isTerminal: true });
    expect(out.slice(1, 4)).toEqual([
      "\r\u001b[2K· 2026-11-20 14:31:00 UTC  unchanged: healthy",
      "\r\u001b[2K· 2026-11-20 14:32:00 UTC  unchanged: healthy",
      "\r\u001b[2K",
    ]);
    const quiet = await watched(["healthy", "healthy"], { isTerminal: true });
    expect(quiet.out.at(-1)).toBe("\n");
  });

  test.each<[Verdict, readonly string[], number, number]>([
    ["healthy", ["wrong-principal", "wrong-principal", "healthy", "healthy"], 0, 2],
    ["broken", ["healthy", "wrong-principal", "healthy"], 1, 1],
    ["healthy", ["healthy", "healthy"], 0, 0],
  ])("stops at %s", async (until, steps, status, waits) => {
    const left = await watched(steps, { until });
    expect({ status: left.status, waits: left.waits.length }).toEqual({ status, waits });
  });

  test("goes on when a read fails, tells it once, and keeps its secrets", async () => {
    const { status, err, out } = await watched(["healthy", gone, gone, "healthy", "wrong-principal"]);
    expect(status).toBe(1);
    expect(err).toBe(
      "! Cannot reach prod: http://…@prod is down; last answer of 2026-11-20 14:30:00 UTC, asking on\n" +
        "· 2026-11-20 14:33:00 UTC  unchanged: healthy, answered again\n",
    );
    expect(out.join("")).toContain("✓ HEALTHY → ✗ BROKEN");
  });

  test("calls nothing resolved or removed that it could not look at, and nothing new that it sees again", async () => {
    const { out } = await watched(["wrong-principal", "wrong-principal blind", "wrong-principal"]);
    const [, blind = "", again = ""] = out.filter((text) => text !== "\n");
    expect(blind + again).not.toMatch(/Resolved|removed|added|New, |nothing/);
    expect(blind).toContain("1 finding could not be looked at");
    expect(blind).toMatch(/payment-callers\s+spec\.rules\[0\]\S+\s+→\s+not\s+known/);
    expect(blind).toContain("Objects of this pair that were not read");
    expect(again).toContain("Could not be looked at before, 1");
  });

  test("does not begin where the first question cannot be answered", async () => {
    await expect(watched([gone])).rejects.toBe(gone);
  });

  test("prints a stream of JSON", async () => {
    const { out, err } = await watched(["healthy", "healthy", "wrong-principal", gone, "wrong-principal"], {
      output: "json",
    });
    expect(err).toBe("· 2026-11-20 14:34:00 UTC  unchanged: broken, answered again\n");
    const [first = "", diff = "", error = "", ...more] = out;
    expect(more).toEqual([]);
    expect(valid<{ verdict: string }>(first, "diagnosis").verdict).toBe("healthy");
    expect(valid<DiffJson>(diff, "diff")).toMatchObject({ unchanged: false, after: { verdict: "broken" } });
    expect(valid<{ code: string }>(error, "error").code).toBe("UNAVAILABLE");
  });
});

describe("mesh why --watch as a process", { timeout: 30_000 }, () => {
  const main = join(import.meta.dirname, "../../src/faces/cli/main.ts");

  test.each(["SIGINT", "SIGTERM"] as const)("ends by %s with the last answer's status", async (signal) => {
    const words = [
      "why",
      "checkout",
      "payment",
      "-r",
      "POST /charge",
      "--watch",
      "--interval",
      "1h",
      ...shopWith("wrong-principal"),
    ];
    const child: ChildProcess = spawn(process.execPath, [main, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...compileCache },
    });
    await once(child.stdout ?? Readable.from([]), "data");
    child.kill(signal);
    const [status, by] = (await once(child, "exit")) as [number | null, string | null];
    expect({ status, by }).toEqual({ status: 1, by: null });
  });
});

describe("mesh why --watch of a cluster", { timeout: 30_000 }, () => {
  const main = join(import.meta.dirname, "../../src/faces/cli/main.ts");
  const words = ["why", "checkout", "payment", "-r", "POST /charge", "--watch"];
  const disabled = "--disable-warning=ExperimentalWarning";
  let shop: ShopKube;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    shop = await startShopKube();
    env = { PATH: process.env.PATH, HOME: shop.folder, KUBECONFIG: shop.file("kubeconfig", shop.kube.kubeconfig) };
  });
  afterAll(() => shop.stop());

  test("ends at once where the first read hangs, and says so", async () => {
    shop.kube.faults.add({ fault: { is: "hang" } });
    const child = spawn(process.execPath, [disabled, main, ...words], { stdio: ["ignore", "pipe", "pipe"], env });
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    while (shop.kube.requests.length === 0) await setTimeout(50);
    const spent = ownTime();
    child.kill("SIGINT");
    const [stdout, stderr, [status]] = await ended;
    shop.kube.reset();
    expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
    expect(stderr).toMatch(/\nStopped before there was an answer\n$/);
    expect(spent()).toBeLessThan(5000);
  });

  test("ends with the last answer's status where nobody reads a change", async () => {
    const child = spawn(process.execPath, [disabled, main, ...words, "--interval", "1s"], {
      stdio: ["ignore", "pipe", "pipe"],
      env,
    });
    const ended = Promise.all([text(child.stderr), once(child, "exit")]);
    await once(child.stdout, "data");
    child.stdout.destroy();
    shop.kube.set(readKubeFolders([join(import.meta.dirname, "../../examples/shop/base")]).objects ?? []);
    const [stderr, [status]] = await ended;
    expect({ stderr: stderr.split("\n").length, by: child.signalCode }).toEqual({ stderr: 2, by: null });
    expect([0, 1]).toContain(status);
  });
});

describe("mesh diff", () => {
  const root = scratch({});
  const at = (name: string): string => join(root, name);
  const written = Promise.all(
    [[], ["wrong-principal"]].map((overlays) =>
      mesh(["snapshot", "checkout", "payment", "-o", at(overlays[0] ?? "healthy"), ...shopWith(...overlays)]),
    ),
  );
  const ask = ["checkout", "payment", "--request", "POST /charge"];

  test("tells what changed, with the status of the second", async () => {
    await written;
    const { status, stdout, stderr } = await mesh(["diff", at("healthy"), at("wrong-principal"), ...ask]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain("checkout → payment   ✗ BROKEN   every POST /charge is refused (403)\n");
    expect(stdout).toContain("healthy before, 1 new finding, 1 object changed");
    expect(stdout).toContain("cluster.local/ns/shop/sa/checkout →");
    expect((await mesh(["diff", at("wrong-principal"), at("healthy"), "why", ...ask])).status).toBe(0);
  });

  test("says that nothing did", async () => {
    await written;
    const { status, stdout } = await mesh(["diff", at("healthy"), at("healthy"), ...ask]);
    expect(status).toBe(0);
    expect(stdout).toContain("nothing changed");
    expect(stdout.split("\n").length).toBeLessThan(6);
  });

  test.each([
    ["healthy", "wrong-principal", false],
    ["wrong-principal", "wrong-principal", true],
  ])("is of the schema from %s to %s", async (one, other, unchanged) => {
    await written;
    const { stdout } = await mesh(["diff", at(one), at(other), ...ask, "-o", "json"]);
    expect(valid<DiffJson>(stdout, "diff")).toMatchObject({ unchanged, after: { verdict: "broken" } });
  });

  test("is Markdown, too", async () => {
    await written;
    const { stdout } = await mesh(["diff", at("healthy"), at("wrong-principal"), ...ask, "-o", "markdown"]);
    expect(stdout).toMatch(/^## checkout → payment ✗ BROKEN/);
  });

  test("names the snapshot that cannot be read", async () => {
    await written;
    const { status, stderr } = await mesh(["diff", at("healthy"), at("nowhere"), ...ask]);
    expect(status).toBe(2);
    expect(stderr).toContain(`Cannot read "${at("nowhere")}": no such file or folder`);
  });
});
