import { describe, expect, test } from "vitest";
import { type InProcess, type InProcessOptions, inProcess } from "../../../src/faces/serve/in-process.ts";
import type { Job } from "../../../src/model/job.ts";

const job = (id: string): Job => ({
  schema: "meshwhy.job/v1",
  id,
  at: "2026-11-20T12:00:00.000Z",
  by: undefined,
  order: { verb: "sweep" },
  reply: { channel: "", visibleTo: "channel" },
  decision: { allowed: true, rule: "none" },
  warnings: [],
});

interface Bench {
  readonly jobs: InProcess;
  readonly failed: string[];
  readonly slept: number[];
}

function bench(work: InProcessOptions["work"], options: Partial<InProcessOptions> = {}): Bench {
  const failed: string[] = [];
  const slept: number[] = [];
  const jobs = inProcess({
    work,
    most: 2,
    retryAfter: [10, 20],
    onFailure: async ({ id }, why) => void failed.push(`${id}: ${why}`),
    onError: () => undefined,
    sleep: async (milliseconds) => void slept.push(milliseconds),
    ...options,
  });
  return { jobs, failed, slept };
}

/** Work that ends when it is told to. */
function gate(): { readonly work: InProcessOptions["work"]; readonly begun: string[]; open(id: string): void } {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    work: async ({ id }) => {
      begun.push(id);
      await new Promise<void>((resolve) => ends.set(id, resolve));
    },
    open: (id) => ends.get(id)?.(),
  };
}

const breath = async (): Promise<void> => {
  for (let each = 0; each < 5; each += 1) await new Promise(setImmediate);
};

describe("jobs in this process", () => {
  test("are taken before they are begun", async () => {
    const { work, begun, open } = gate();
    const { jobs } = bench(work);
    await jobs.hand(job("a"));
    expect(begun).toEqual([]);
    await breath();
    expect(begun).toEqual(["a"]);
    open("a");
    await jobs.idle();
  });

  test("wait for their turn, in their order", async () => {
    const { work, begun, open } = gate();
    const { jobs } = bench(work);
    for (const id of ["a", "b", "c", "d"]) await jobs.hand(job(id));
    await breath();
    expect(begun).toEqual(["a", "b"]);
    open("b");
    await breath();
    expect(begun).toEqual(["a", "b", "c"]);
    for (const id of ["a", "c"]) open(id);
    await breath();
    open("d");
    await jobs.idle();
    expect(jobs.unfinished()).toEqual([]);
  });

  test("are done once, however often they are handed while they run", async () => {
    const { work, begun, open } = gate();
    const { jobs } = bench(work);
    for (let each = 0; each < 3; each += 1) await jobs.hand(job("a"));
    await breath();
    open("a");
    await jobs.idle();
    expect(begun).toEqual(["a"]);
  });

  test("are tried again after the waits, then told of", async () => {
    const { jobs, failed, slept } = bench(async () => {
      throw new Error("no table");
    });
    await jobs.hand(job("a"));
    await jobs.idle();
    expect(slept).toEqual([10, 20]);
    expect(failed).toEqual(["a: Error: no table"]);
  });

  test("leave their place while they wait to be tried again", async () => {
    let wake = (): void => undefined;
    const begun: string[] = [];
    const { jobs } = bench(
      async ({ id }) => {
        begun.push(id);
        if (id === "a" && begun.length === 1) throw new Error("later");
      },
      { most: 1, sleep: async () => new Promise<void>((resolve) => (wake = resolve)) },
    );
    await jobs.hand(job("a"));
    await jobs.hand(job("b"));
    await breath();
    expect(begun).toEqual(["a", "b"]);
    wake();
    await jobs.idle();
    expect(begun).toEqual(["a", "b", "a"]);
  });

  test("that wait to be tried again are tried at once when it is time to hurry, for the last time", async () => {
    let tries = 0;
    const { jobs, failed } = bench(
      async () => {
        tries += 1;
        throw new Error("no table");
      },
      {
        sleep: async (_, signal) =>
          new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
      },
    );
    await jobs.hand(job("a"));
    await breath();
    expect(tries).toBe(1);
    jobs.hurry();
    await jobs.idle();
    expect(tries).toBe(2);
    expect(failed).toEqual(["a: Error: no table"]);
  });

  test("that have not begun are told of when they are given up; those that have go on", async () => {
    const { work, begun, open } = gate();
    const { jobs, failed } = bench(work, { most: 1 });
    await jobs.hand(job("a"));
    await jobs.hand(job("b"));
    await breath();
    jobs.giveUp();
    await breath();
    expect(begun).toEqual(["a"]);
    expect(failed).toEqual(["b: the server was stopped before it began"]);
    expect(jobs.unfinished()).toEqual(["a"]);
    open("a");
    await jobs.idle();
  });
});
