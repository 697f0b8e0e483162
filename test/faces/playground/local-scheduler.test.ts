import { beforeEach, describe, expect, test, vi } from "vitest";
import { type LocalScheduler, localScheduler } from "../../../src/faces/playground/local-scheduler.ts";
import { nextDue } from "../../../src/faces/playground/next-due.ts";
import type { Order } from "../../../src/model/job.ts";

let now: number;
let sent: unknown[];
let scheduler: LocalScheduler;

const time = (text: string): number => Date.parse(`2026-11-21T${text}Z`);
const deployed = (rate: string, order: Order) => ({
  description: order.verb,
  rate: [rate],
  input: { source: "meshwhy.schedule", at: "<aws.scheduler.scheduled-time>", order },
});
const event = (at: string, order: Order) => ({ source: "meshwhy.schedule", at: `2026-11-21T${at}Z`, order });
const digest: Order = { verb: "digest", digest: "shop", scheduled: true };
const names: Order = { verb: "catalogue", cluster: "demo" };

let isAway = false;
let troubles: string[];

beforeEach(() => {
  isAway = false;
  troubles = [];
  now = time("08:58:30");
  sent = [];
  scheduler = localScheduler({
    schedules: [
      deployed("rate(1 minute)", { verb: "sweep" }),
      deployed("cron(0 9 * * ? *)", digest),
      deployed("cron(0 9 * * ? *)", { ...digest, digest: "orders" }),
      deployed("rate(15 minutes)", names),
    ],
    call: async (each) => {
      if (isAway && JSON.stringify(each).includes("catalogue")) throw new Error("no names today");
      sent.push(each);
    },
    idle: async () => undefined,
    now: () => now,
    changed: () => undefined,
    onError: (message) => troubles.push(message),
  });
});

const note = (at: number) => scheduler.notes()[at];

describe("a schedule", () => {
  test("strikes once in its minute, with the time that it was due", async () => {
    await scheduler.tick();
    expect(sent).toEqual([]);
    now = time("09:00:07");
    await scheduler.tick();
    await scheduler.tick();
    await vi.waitFor(() => expect(sent).toHaveLength(4));
    expect(sent).toEqual([
      event("09:00:00", { verb: "sweep" }),
      event("09:00:00", digest),
      event("09:00:00", { ...digest, digest: "orders" }),
      event("09:00:00", names),
    ]);
    expect(note(1)).toMatchObject({
      next: time("09:00:00") + 24 * 3600_000,
      last: { at: time("09:00:00"), by: "clock", deliveries: 1 },
    });
  });

  test("tells when it is due next", () => {
    expect(scheduler.notes().map(({ next }) => next)).toEqual([
      time("08:59:00"),
      time("09:00:00"),
      time("09:00:00"),
      time("09:00:00"),
    ]);
  });

  test("runs by hand with the event of this minute, and only once in it", async () => {
    expect(await scheduler.run(note(1)?.id ?? "")).toEqual({ at: time("08:58:00"), sent: true });
    expect(await scheduler.run(note(1)?.id ?? "")).toEqual({ at: time("08:58:00"), sent: false });
    expect(sent).toEqual([event("08:58:00", digest)]);
    expect(await scheduler.run("else")).toBeUndefined();
  });

  test("whose event nobody waits for tells that it failed, and the next one is sent all the same", async () => {
    isAway = true;
    now = time("09:00:07");
    await scheduler.tick();
    await vi.waitFor(() => expect(troubles).toEqual([expect.stringContaining("no names today")]));
    isAway = false;
    now = time("09:15:07");
    await scheduler.tick();
    await vi.waitFor(() => expect(sent).toContainEqual(event("09:15:00", names)));
    expect(troubles).toHaveLength(1);
  });

  test("delivers the very same event once more", async () => {
    const { id = "" } = note(1) ?? {};
    expect(await scheduler.deliverAgain(id)).toBeUndefined();
    await scheduler.run(id);
    now = time("08:59:30");
    await scheduler.deliverAgain(id);
    expect(sent).toEqual([event("08:58:00", digest), event("08:58:00", digest)]);
    expect(note(1)?.last?.deliveries).toBe(2);
  });
});

describe("what is due next", () => {
  test.each([
    ["rate(5 minutes)", undefined, "2026-11-21T08:58:30Z", "2026-11-21T09:00:00Z"],
    ["cron(0 9 * * ? *)", undefined, "2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z"],
    ["cron(20 9 * * ? *)", "Asia/Kathmandu", "2026-11-21T09:00:00Z", "2026-11-22T03:35:00Z"],
    ["cron(0 9 ? * MON-FRI *)", "Europe/Berlin", "2026-11-21T09:00:00Z", "2026-11-23T08:00:00Z"],
  ])("%s %s after %s", (schedule, timezone, after, due) => {
    expect(nextDue(schedule, timezone, Date.parse(after))).toBe(Date.parse(due));
  });

  test("is not told where it is more than eight days away", () => {
    expect(nextDue("cron(0 9 1 1 ? *)", undefined, now)).toBeUndefined();
  });
});
