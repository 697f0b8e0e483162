import type { Schedule } from "../../config/schedules-of.ts";
import type { Order } from "../../model/job.ts";
import { isDue } from "./is-due.ts";

/** What a clock strikes. */
export interface ClockOptions {
  readonly schedules: readonly Schedule[];
  /** Told what is due, and in which minute, milliseconds since 1970. */
  due(order: Order, at: number): void;
  now(): number;
}

/** Does what schedules say, minute by minute. */
export interface Clock {
  /** Looks whether minutes have gone by since it looked last. */
  tick(): void;
}

const minute = 60_000;
/** A process that was held up catches up with these; what is older is left out. */
const mostMissed = 15;

/** A clock that begins with the minute after this one. */
export function clockFor({ schedules, due, now }: ClockOptions): Clock {
  let last = Math.floor(now() / minute);
  return {
    tick: () => {
      const current = Math.floor(now() / minute);
      const first = Math.max(last + 1, current - mostMissed + 1);
      last = Math.max(last, current);
      for (let each = first; each <= current; each += 1)
        for (const { schedule, timezone, order } of schedules)
          if (isDue(schedule, timezone, each * minute) && !isStale(order, each, current)) due(order, each * minute);
    },
  };
}

/** What only looks at how things are now need not be done for minutes that are over. */
function isStale({ verb }: Order, each: number, current: number): boolean {
  return verb === "sweep" && each < current;
}
