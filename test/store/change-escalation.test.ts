/** People and sweeps at one escalation at once, in every order that fast-check can think of. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acknowledge, begin, type LadderStep, record, resolve, sweep, targetName } from "../../src/follow/ladder.ts";
import type { Ladder } from "../../src/model/config.ts";
import type { Escalation } from "../../src/model/escalation.ts";
import type { Store } from "../../src/model/store.ts";
import { changeEscalation } from "../../src/store/change-escalation.ts";
import { dynamoStore } from "../../src/store/dynamo-store.ts";
import { type LocalDynamo, localDynamo } from "../support/dynalite.ts";
import { runs } from "../support/runs.ts";

const ladder: Ladder = {
  name: "payments",
  rungs: [
    { waitMinutes: 5, notify: [{ kind: "slack-channel", channel: "C1" }] },
    { waitMinutes: 5, notify: [{ kind: "pagerduty", routingKeySecret: "payments-key", region: "eu" }] },
    { waitMinutes: 5, notify: [{ kind: "slack-channel", channel: "C2" }] },
  ],
};
const start = "2026-11-20T14:00:00Z";

let dynamo: LocalDynamo;
let store: Store;
beforeAll(async () => {
  dynamo = await localDynamo();
  store = dynamoStore({ ...dynamo, token: randomUUID });
});
afterAll(async () => {
  await dynamo.stop();
});

let count = 0;
async function opened(): Promise<Escalation> {
  count += 1;
  const { escalation } = begin(
    { id: `e${count}`, fingerprint: "ab", cluster: "prod-eu", answer: "a1", by: "U1", at: start, message: undefined },
    ladder,
  );
  await store.saveEscalation(escalation, start);
  return escalation;
}

function minute(minutes: number): string {
  return new Date(Date.parse(start) + minutes * 60_000).toISOString();
}

type Act = "acknowledge" | "resolve" | "sweep" | "answer";

function stepOf(act: Act, by: string): (escalation: Escalation) => LadderStep {
  return (escalation) => {
    const at = minute(6);
    switch (act) {
      case "acknowledge":
        return { escalation: acknowledge(escalation, { by, at }), notify: [] };
      case "resolve":
        return { escalation: resolve(escalation, { by, at }), notify: [] };
      case "sweep":
        return sweep(escalation, ladder, at);
      case "answer": {
        const { rung } = escalation;
        const target = ladder.rungs[rung]?.notify[0];
        if (target === undefined) return { escalation, notify: [] };
        return record(escalation, [{ at, rung, target: targetName(target), accepted: false, detail: by }], ladder, at);
      }
    }
  };
}

describe("an escalation that many change at once", () => {
  const acts = fc.array(fc.constantFrom<Act>("acknowledge", "acknowledge", "resolve", "sweep", "sweep", "answer"), {
    minLength: 1,
    maxLength: 6,
  });

  test("loses nobody's change, pages no rung twice, and is resolved if anybody resolved it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, async (scheduler, chosen) => {
        const { id } = await opened();
        const slow: Pick<Store, "escalation" | "saveEscalation"> = {
          escalation: scheduler.scheduleFunction(async (of: string, now: string) => store.escalation(of, now)),
          saveEscalation: scheduler.scheduleFunction(async (of: Escalation, now: string) =>
            store.saveEscalation(of, now),
          ),
        };
        const running = chosen.map(async (act, n) => changeEscalation(slow, id, minute(6), stepOf(act, `U${n}`)));
        await scheduler.waitFor(Promise.all(running));
        const steps = (await Promise.all(running)).filter((step) => step !== undefined);
        const final = await store.escalation(id, minute(6));

        if (chosen.includes("resolve")) expect(final?.state).toBe("resolved");
        else if (chosen.includes("acknowledge")) expect(final?.state).toBe("acknowledged");
        else expect(final?.state).toBe("open");
        const paged = steps.flatMap(({ notify }) => notify.map(targetName));
        expect(new Set(paged).size).toBe(paged.length);
        const told = final?.deliveries.map(({ detail }) => detail) ?? [];
        for (const [n, act] of chosen.entries()) if (act === "answer") expect(told).toContain(`U${n}`);
        expect(final?.version).toBe(Math.max(...steps.map(({ escalation }) => escalation.version)));
      }),
      runs(60),
    );
  });

  test("is swept on by one of many sweeps", async () => {
    const { id } = await opened();
    const steps = await Promise.all(
      Array.from({ length: 30 }, async () => changeEscalation(store, id, minute(6), stepOf("sweep", ""))),
    );
    expect(steps.filter((step) => step !== undefined && step.notify.length > 0)).toHaveLength(1);
    expect(await store.escalation(id, minute(6))).toMatchObject({ version: 2, rung: 1 });
  });
});

test("an escalation that is not there is not changed", async () => {
  expect(await changeEscalation(store, "none", start, stepOf("resolve", "U1"))).toBeUndefined();
});

test("a change that never gets through is given up, and says so", async () => {
  const escalation = await opened();
  const refusing = { escalation: async () => escalation, saveEscalation: async () => false };
  await expect(changeEscalation(refusing, escalation.id, start, stepOf("resolve", "U1"))).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
  });
});
