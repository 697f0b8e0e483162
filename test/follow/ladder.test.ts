import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  acknowledge,
  begin,
  type EscalationStart,
  type LadderStep,
  record,
  resolve,
  sweep,
  targetName,
  toldSoFar,
} from "../../src/follow/ladder.ts";
import type { Ladder, Target } from "../../src/model/config.ts";
import type { Delivery, Escalation } from "../../src/model/escalation.ts";
import { runs } from "../support/runs.ts";

const channel: Target = { kind: "slack-channel", channel: "C1" };
const group: Target = { kind: "slack-group", group: "S1", channel: "C1" };
const pager: Target = { kind: "pagerduty", routingKeySecret: "payments-key", region: "eu" };
const ladder: Ladder = {
  name: "payments",
  rungs: [
    { waitMinutes: 5, notify: [channel, group] },
    { waitMinutes: 10, notify: [pager] },
  ],
};
const start: EscalationStart = {
  id: "e1",
  fingerprint: "0123456789abcdef",
  cluster: "prod-eu",
  answer: "a1",
  by: "U1",
  at: "2026-11-20T14:00:00Z",
  message: undefined,
};
const opened = begin(start, ladder).escalation;

/** `minutes` after the start. */
function minute(minutes: number): string {
  return new Date(Date.parse(start.at) + minutes * 60_000).toISOString();
}

function answers(rung: number, accepted: boolean, ...targets: readonly Target[]): readonly Delivery[] {
  return targets.map((target) => ({ at: minute(0), rung, target: targetName(target), accepted, detail: "said so" }));
}

describe("a ladder", () => {
  test("begins with its first rung", () => {
    const { escalation, notify } = begin(start, ladder);
    expect(escalation).toMatchObject({ version: 1, state: "open", rung: 0, due: minute(5), ladder: "payments" });
    expect(notify).toEqual([channel, group]);
  });

  test("waits as long as the rung says", () => {
    expect(sweep(opened, ladder, minute(4.99))).toEqual({ escalation: opened, notify: [] });
  });

  test("goes on to the next rung when nobody has acknowledged", () => {
    const { escalation, notify } = sweep(opened, ladder, minute(5));
    expect(escalation).toMatchObject({ version: 2, rung: 1, due: minute(15) });
    expect(notify).toEqual([pager]);
  });

  test("takes one rung at a time, however late the sweep is", () => {
    const { escalation, notify } = sweep(opened, ladder, minute(600));
    expect(escalation).toMatchObject({ rung: 1, due: minute(610) });
    expect(notify).toEqual([pager]);
  });

  test("says so when its last rung has waited in vain, and stays open", () => {
    const last = sweep(opened, ladder, minute(5)).escalation;
    const { escalation, notify } = sweep(last, ladder, minute(15));
    expect(escalation).toMatchObject({ state: "open", rung: 1, version: 3, exhaustedAt: minute(15) });
    expect(escalation.due).toBeUndefined();
    expect(notify).toEqual([]);
    expect(sweep(escalation, ladder, minute(100)).escalation).toBe(escalation);
  });

  test("notes whom nothing was heard of when it goes on", () => {
    const half = record(opened, answers(0, true, channel), ladder, minute(1)).escalation;
    const { escalation } = sweep(half, ladder, minute(5));
    expect(escalation.deliveries.slice(1)).toEqual([
      { at: minute(5), rung: 0, target: targetName(group), accepted: false, detail: "nothing was heard of this page" },
    ]);
  });

  test("tells the next rung at once when every target of a rung has refused", () => {
    const { escalation, notify } = record(opened, answers(0, false, channel, group), ladder, minute(1));
    expect(escalation).toMatchObject({ version: 2, rung: 1, due: minute(11) });
    expect(escalation.deliveries).toHaveLength(2);
    expect(notify).toEqual([pager]);
  });

  test("waits where one of them has accepted", () => {
    const deliveries = [...answers(0, false, channel), ...answers(0, true, group)];
    expect(record(opened, deliveries, ladder, minute(1))).toMatchObject({ escalation: { rung: 0 }, notify: [] });
  });

  test("waits where one of them has not answered yet", () => {
    expect(record(opened, answers(0, false, channel), ladder, minute(1))).toMatchObject({
      escalation: { rung: 0, version: 2 },
      notify: [],
    });
  });

  test("is not driven on by late answers of a rung that it has left", () => {
    const later = sweep(opened, ladder, minute(5)).escalation;
    const { escalation, notify } = record(later, answers(0, false, channel, group), ladder, minute(6));
    expect(escalation).toMatchObject({ rung: 1, due: minute(15) });
    expect(notify).toEqual([]);
  });

  test("is not driven on by late answers of a rung that it has left, though it is configured no more", () => {
    const later = sweep(opened, ladder, minute(5)).escalation;
    const { escalation } = record(later, answers(0, false, channel), undefined, minute(6));
    expect(escalation).toMatchObject({ rung: 1, due: minute(15) });
    expect(escalation.exhaustedAt).toBeUndefined();
  });

  test("keeps the time at which nobody was left to tell", () => {
    const last = sweep(sweep(opened, ladder, minute(5)).escalation, ladder, minute(15)).escalation;
    const { escalation } = record(last, answers(1, false, pager), ladder, minute(20));
    expect(escalation).toMatchObject({ version: 4, exhaustedAt: minute(15) });
  });

  test("says so at once when the last rung has refused", () => {
    const last = sweep(opened, ladder, minute(5)).escalation;
    const { escalation, notify } = record(last, answers(1, false, pager), ladder, minute(6));
    expect(escalation).toMatchObject({ state: "open", exhaustedAt: minute(6) });
    expect(notify).toEqual([]);
  });

  test("notes answers that come after the acknowledgement, and pages nobody", () => {
    const stopped = acknowledge(opened, { by: "U2", at: minute(1) });
    const { escalation, notify } = record(stopped, answers(0, false, channel, group), ladder, minute(2));
    expect(escalation).toMatchObject({ state: "acknowledged", rung: 0, version: 3 });
    expect(escalation.deliveries).toHaveLength(2);
    expect(notify).toEqual([]);
  });

  test("has no further rung once it is configured no more", () => {
    expect(sweep(opened, undefined, minute(5))).toMatchObject({
      escalation: { state: "open", exhaustedAt: minute(5) },
      notify: [],
    });
  });

  test("passes over rungs without anybody to tell", () => {
    const gaps: Ladder = { name: "gaps", rungs: [{ waitMinutes: 1, notify: [] }, ...ladder.rungs] };
    expect(begin(start, gaps)).toMatchObject({ escalation: { rung: 1 }, notify: [channel, group] });
  });

  test("without any rung is open and says that nobody is told", () => {
    expect(begin(start, { name: "none", rungs: [] })).toMatchObject({
      escalation: { version: 1, state: "open", rung: -1, exhaustedAt: start.at },
      notify: [],
    });
  });

  test("can be climbed again after the end, under the same id and with versions that go on", () => {
    const ended = resolve(opened, { by: "U2", at: minute(3) });
    const { escalation, notify } = begin({ ...start, at: minute(60), by: "U3" }, ladder, ended);
    expect(escalation).toMatchObject({ version: 3, state: "open", rung: 0, by: "U3", deliveries: [] });
    expect(escalation.resolvedBy).toBeUndefined();
    expect(notify).toEqual([channel, group]);
  });

  test("names everybody who was told, each once", () => {
    expect(toldSoFar(opened, ladder)).toEqual([channel, group]);
    const again: Ladder = { ...ladder, rungs: [...ladder.rungs, { waitMinutes: 1, notify: [channel] }] };
    expect(toldSoFar({ ...opened, rung: 2 }, again)).toEqual([channel, group, pager]);
    expect(toldSoFar(opened, undefined)).toEqual([]);
  });
});

describe("an acknowledgement", () => {
  test("stops the ladder and names who gave it", () => {
    const stopped = acknowledge(opened, { by: "U2", at: minute(1) });
    expect(stopped).toMatchObject({ state: "acknowledged", acknowledgedBy: "U2", acknowledgedAt: minute(1) });
    expect(stopped.due).toBeUndefined();
    expect(sweep(stopped, ladder, minute(60)).escalation).toBe(stopped);
  });

  test("counts once: the first", () => {
    const stopped = acknowledge(opened, { by: "U2", at: minute(1) });
    expect(acknowledge(stopped, { by: "U3", at: minute(2) })).toBe(stopped);
  });

  test("does not undo the end", () => {
    const ended = resolve(opened, { by: "U2", at: minute(1) });
    expect(acknowledge(ended, { by: "U3", at: minute(2) })).toBe(ended);
  });
});

describe("the end", () => {
  test("comes after an acknowledgement too, and keeps who gave it", () => {
    const ended = resolve(acknowledge(opened, { by: "U2", at: minute(1) }), { by: "U3", at: minute(9) });
    expect(ended).toMatchObject({ state: "resolved", acknowledgedBy: "U2", resolvedBy: "U3", version: 3 });
  });

  test("comes once", () => {
    const ended = resolve(opened, { by: "U2", at: minute(1) });
    expect(resolve(ended, { by: "U3", at: minute(2) })).toBe(ended);
  });
});

/** Something that happens, `after` minutes after what happened before. */
type Event =
  | { readonly kind: "acknowledge" | "resolve" | "sweep"; readonly after: number }
  /** What the targets told last say of it; an answer is lost where `answers` has none for it. */
  | { readonly kind: "answers"; readonly after: number; readonly answers: readonly (boolean | undefined)[] };

const after = fc.integer({ min: 0, max: 12 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("sweep" as const), after }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("acknowledge" as const, "resolve" as const), after }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("answers" as const),
      after,
      answers: fc.array(fc.constantFrom(true, false, false, undefined), { maxLength: 3 }),
    }),
  },
);
const target: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ kind: fc.constant("slack-channel" as const), channel: fc.constantFrom("C1", "C2") }),
  fc.record({
    kind: fc.constant("pagerduty" as const),
    routingKeySecret: fc.constantFrom("a", "b"),
    region: fc.constantFrom("us" as const, "eu" as const),
  }),
);
const ladders: fc.Arbitrary<Ladder> = fc.record({
  name: fc.constant("drawn"),
  rungs: fc.array(
    fc.record({ waitMinutes: fc.integer({ min: 1, max: 9 }), notify: fc.array(target, { maxLength: 3 }) }),
    { maxLength: 4 },
  ),
});

interface Happened {
  readonly before: Escalation | undefined;
  readonly step: LadderStep;
}

/** Plays events one after the other. */
function played(on: Ladder, events: readonly Event[]): readonly Happened[] {
  const happened: Happened[] = [{ before: undefined, step: begin(start, on) }];
  let pending: { readonly rung: number; readonly notify: readonly Target[] } = { rung: -1, notify: [] };
  let now = 0;
  for (const one of events) {
    const { step } = happened.at(-1) as Happened;
    if (step.notify.length > 0) pending = { rung: step.escalation.rung, notify: step.notify };
    now += one.after;
    const next = stepOf(step.escalation, one, minute(now));
    happened.push({ before: step.escalation, step: next });
  }
  return happened;

  function stepOf(escalation: Escalation, one: Event, at: string): LadderStep {
    switch (one.kind) {
      case "acknowledge":
        return { escalation: acknowledge(escalation, { by: "U2", at }), notify: [] };
      case "resolve":
        return { escalation: resolve(escalation, { by: "U3", at }), notify: [] };
      case "sweep":
        return sweep(escalation, on, at);
      case "answers": {
        const deliveries = pending.notify.flatMap((of, i) => {
          const accepted = one.answers[i];
          return accepted === undefined ? [] : answers(pending.rung, accepted, of);
        });
        return record(escalation, deliveries, on, at);
      }
    }
  }
}

describe("whatever happens", () => {
  const histories = fc.tuple(ladders, fc.array(event, { maxLength: 30 }));
  const always = (law: (happened: readonly Happened[], on: Ladder) => void) =>
    fc.assert(
      fc.property(histories, ([on, events]) => law(played(on, events), on)),
      runs(400),
    );

  test("no rung is paged twice, and none before a lower one", () => {
    always((happened) => {
      const paged = happened
        .filter(({ step }) => step.notify.length > 0)
        .map(({ step: { escalation } }) => escalation.rung);
      expect(paged).toEqual([...new Set(paged)].sort((a, b) => a - b));
    });
  });

  test("a page is its rung's", () => {
    always((happened, on) => {
      for (const { step } of happened)
        if (step.notify.length > 0) expect(step.notify).toBe(on.rungs[step.escalation.rung]?.notify);
    });
  });

  test("nobody is paged after an acknowledgement or the end", () => {
    always((happened) => {
      for (const { before, step } of happened)
        if (before !== undefined && before.state !== "open") expect(step.notify).toEqual([]);
    });
  });

  test("the version grows by one with every change, and with nothing else", () => {
    always((happened) => {
      for (const { before, step } of happened) {
        if (step.escalation === before) expect(step.notify).toEqual([]);
        else expect(step.escalation.version).toBe((before?.version ?? 0) + 1);
      }
    });
  });

  test("no delivery is forgotten", () => {
    always((happened) => {
      for (const { before, step } of happened) {
        const known = before?.deliveries ?? [];
        expect(step.escalation.deliveries.slice(0, known.length)).toEqual(known);
      }
    });
  });

  test("something is due exactly while it is open and somebody is left to tell", () => {
    always((happened) => {
      for (const { step } of happened) {
        const { due, state, exhaustedAt } = step.escalation;
        expect(due !== undefined).toBe(state === "open" && exhaustedAt === undefined);
      }
    });
  });

  test("an end stays the end, and who first ended it", () => {
    always((happened) => {
      for (const { before, step } of happened)
        if (before?.state === "resolved")
          expect(step.escalation).toMatchObject({ state: "resolved", resolvedBy: "U3", resolvedAt: before.resolvedAt });
    });
  });

  test("with nobody there, every rung is paged in its turn", () => {
    fc.assert(
      fc.property(ladders, (on) => {
        const minutely = Array.from({ length: 60 }, (): Event => ({ kind: "sweep", after: 1 }));
        const happened = played(on, minutely);
        const paged = happened.flatMap(({ step }) => (step.notify.length > 0 ? [step.escalation.rung] : []));
        expect(paged).toEqual(on.rungs.flatMap(({ notify }, i) => (notify.length > 0 ? [i] : [])));
        expect(happened.at(-1)?.step.escalation.exhaustedAt).toBeDefined();
      }),
      runs(100),
    );
  });
});
