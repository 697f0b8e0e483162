import type { Order } from "../../model/job.ts";
import { clockFor } from "../serve/clock.ts";
import { nextDue } from "./next-due.ts";
import type { ScheduleNote } from "./wire.ts";

/** A schedule as it is deployed: what serverless.yml gives to EventBridge Scheduler. */
export interface DeployedSchedule {
  readonly description: string;
  /** `rate(1 minute)`, `cron(0 9 * * ? *)`. */
  readonly rate: readonly string[];
  readonly timezone?: string;
  /** What the worker is woken with; `at` is what EventBridge puts the time for. */
  readonly input: { readonly source: string; readonly at: string; readonly order: Order };
}

/** What plays EventBridge Scheduler on this machine. */
export interface LocalSchedulerOptions {
  readonly schedules: readonly DeployedSchedule[];
  /** Calls the worker asynchronously. */
  call(event: unknown): Promise<void>;
  /** Resolves when no call is under way. */
  idle(): Promise<void>;
  now(): number;
  changed(): void;
  /** Told of what could not be sent after a tick had ended. */
  onError(message: string): void;
}

/** A scheduler; it strikes when it is told to look at the clock. */
export interface LocalScheduler {
  notes(): readonly ScheduleNote[];
  /** Sends what has come due since it looked last. Resolves when all has been handed over. */
  tick(): Promise<void>;
  /** Sends the event of a schedule now; undefined where there is no such schedule. */
  run(id: string): Promise<Run | undefined>;
  /** Delivers the last event of a schedule once more, as EventBridge may: it promises at least once. */
  deliverAgain(id: string): Promise<Run | undefined>;
}

/** What became of an event that was to be sent. */
export interface Run {
  /** The minute that it was sent for, milliseconds since 1970. */
  readonly at: number;
  /** False: this minute had its event before, and the worker does it once. */
  readonly sent: boolean;
}

interface Entry {
  readonly id: string;
  readonly deployed: DeployedSchedule;
  readonly schedule: string;
  /** Of its own: it tells what is due apart from its likes. */
  readonly order: Order;
  next: number | undefined;
  last: ScheduleNote["last"];
  event: unknown;
}

const minute = 60_000;

/** Every event is the deployed one, with the time that it is due in place of EventBridge's placeholder. */
export function localScheduler({
  schedules,
  call,
  idle,
  now,
  changed,
  onError,
}: LocalSchedulerOptions): LocalScheduler {
  const entries: readonly Entry[] = schedules.flatMap((deployed, index) =>
    deployed.rate.map((schedule, at) => ({
      id: `schedule-${index}-${at}`,
      deployed,
      schedule,
      order: { ...deployed.input.order },
      next: nextDue(schedule, deployed.timezone, now()),
      last: undefined,
      event: undefined,
    })),
  );
  let due: { readonly entry: Entry; readonly at: number }[] = [];
  let names: Promise<void> = Promise.resolve();
  const clock = clockFor({
    schedules: entries.map((entry) => ({
      description: entry.id,
      schedule: entry.schedule,
      ...(entry.deployed.timezone === undefined ? {} : { timezone: entry.deployed.timezone }),
      order: entry.order,
    })),
    due: (order, at) => {
      const entry = entries.find((each) => each.order === order);
      if (entry !== undefined) due.push({ entry, at });
    },
    now,
  });
  return { notes: () => entries.map(noteOf), tick, run, deliverAgain };

  async function tick(): Promise<void> {
    due = [];
    clock.tick();
    const struck = due;
    const isNames = ({ entry }: { readonly entry: Entry }): boolean => entry.order.verb === "catalogue";
    for (const { entry, at } of struck.filter((each) => !isNames(each))) await send(entry, at, "clock");
    // Each reads a whole mesh, in this one process: one after the other, so that Slack need not wait for all of them.
    names = struck.filter(isNames).reduce(
      async (before, { entry, at }) =>
        before
          .then(idle)
          .then(() => send(entry, at, "clock"))
          // Nobody waits for it, and one that fails must not keep the next ones from being sent.
          .catch((error: unknown) => onError(`A schedule was not run: ${String(error)}`)),
      names,
    );
  }

  async function run(id: string): Promise<Run | undefined> {
    const entry = entries.find((each) => each.id === id);
    if (entry === undefined) return undefined;
    const at = Math.floor(now() / minute) * minute;
    if (entry.last?.at === at) return { at, sent: false };
    await send(entry, at, "hand");
    return { at, sent: true };
  }

  async function deliverAgain(id: string): Promise<Run | undefined> {
    const entry = entries.find((each) => each.id === id);
    if (entry?.last === undefined) return undefined;
    entry.last = { ...entry.last, deliveries: entry.last.deliveries + 1 };
    changed();
    await call(entry.event);
    return { at: entry.last.at, sent: true };
  }

  async function send(entry: Entry, at: number, by: "clock" | "hand"): Promise<void> {
    const { input, timezone } = entry.deployed;
    entry.event = { ...input, at: `${new Date(at).toISOString().slice(0, 19)}Z` };
    entry.last = { at, by, deliveries: 1 };
    if (entry.next === undefined || entry.next <= now()) entry.next = nextDue(entry.schedule, timezone, now());
    changed();
    await call(entry.event);
  }
}

function noteOf({ id, deployed, schedule, next, last }: Entry): ScheduleNote {
  const { description, timezone, input } = deployed;
  return {
    id,
    description,
    verb: input.order.verb,
    schedule,
    ...(timezone === undefined ? {} : { timezone }),
    ...(next === undefined ? {} : { next }),
    ...(last === undefined ? {} : { last }),
  };
}
