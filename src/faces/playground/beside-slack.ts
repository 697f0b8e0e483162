import type { LocalScheduler, Run } from "./local-scheduler.ts";
import type { PagerDutyServer } from "./pagerduty/pagerduty-server.ts";
import type { ProcessClock } from "./process-clock.ts";
import type { Beside } from "./slack.ts";
import type { ActResult, StoryNote, SurroundingAct } from "./wire.ts";

/** A mesh that can be made to look otherwise, as if somebody had changed it. */
export interface ChangingMesh {
  readonly cluster: string;
  /** What it can look like; the first is what it looks like at first. */
  readonly stories: readonly string[];
  /** Makes it so. What is asked from then on finds it. */
  become(story: string): Promise<void>;
}

/** What there is beside Slack. */
export interface BesideOptions {
  readonly clock: ProcessClock;
  readonly scheduler: LocalScheduler;
  readonly pagerDuty: PagerDutyServer;
  readonly mesh?: ChangingMesh;
  /** Resolves when no job is under way. */
  idle(): Promise<void>;
  changed(): void;
}

const minute = 60_000;
/** Longer than this nobody wants to watch. */
const mostMinutes = 60;

/** Lets time pass, schedules strike and the mesh change, by hand. */
export function besideSlack({ clock, scheduler, pagerDuty, mesh, idle, changed }: BesideOptions): Beside {
  let chosen = mesh?.stories[0] ?? "";
  return {
    notes: () => ({
      ahead: clock.ahead(),
      schedules: scheduler.notes(),
      ...(mesh === undefined ? {} : { story: storyOf(mesh) }),
      incidents: pagerDuty.incidents(),
    }),
    perform: async (act) => {
      const result = await performed(act);
      changed();
      return result;
    },
  };

  async function performed(act: SurroundingAct): Promise<ActResult> {
    switch (act.act) {
      case "pass-time":
        return pass(act.minutes);
      case "run-schedule":
        return told(await (act.again === true ? scheduler.deliverAgain(act.schedule) : run(act.schedule)));
      case "choose-story":
        return choose(act.story);
    }
  }

  /** A minute at a time: in each of them happens what is due, as it would in as long. */
  async function pass(minutes: number): Promise<ActResult> {
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > mostMinutes)
      return { ok: false, error: `Only 1 to ${mostMinutes} minutes can pass at once.` };
    for (let each = 0; each < minutes; each += 1) await forward(minute);
    return { ok: true };
  }

  async function forward(milliseconds: number): Promise<void> {
    clock.forward(milliseconds);
    await scheduler.tick();
    await idle();
    changed();
  }

  /** A minute has one event of a schedule, however often it is sent: for another one the next minute has to begin. */
  async function run(schedule: string): Promise<(Run & { readonly moved: boolean }) | undefined> {
    const first = await scheduler.run(schedule);
    if (first === undefined || first.sent) return first && { ...first, moved: false };
    await forward(minute - (clock.now() % minute));
    const second = await scheduler.run(schedule);
    return second && { ...second, moved: true };
  }

  async function choose(story: string): Promise<ActResult> {
    if (mesh?.stories.includes(story) !== true) return { ok: false, error: `There is no story "${story}".` };
    await mesh.become(story);
    chosen = story;
    return { ok: true };
  }

  function storyOf({ cluster, stories }: ChangingMesh): StoryNote {
    return { cluster, chosen, stories };
  }
}

function told(run: (Run & { readonly moved?: boolean }) | undefined): ActResult {
  if (run === undefined) return { ok: false, error: "There is no such schedule, or it has not run yet." };
  return run.moved === true
    ? { ok: true, note: "This minute had its run: the clock was put forward to the next one." }
    : { ok: true };
}
