import { randomUUID } from "node:crypto";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../../src/model/job.ts";
import type { Store } from "../../src/model/store.ts";
import { dynamoStore } from "../../src/store/dynamo-store.ts";
import { type LocalDynamo, LostAnswer, localDynamo, watchedClient } from "../support/dynalite.ts";
import { runs } from "../support/runs.ts";

let dynamo: LocalDynamo;
let store: Store;
const corrupt: string[] = [];

beforeAll(async () => {
  dynamo = await localDynamo();
  store = dynamoStore({ ...dynamo, token: randomUUID, onCorrupt: (item, why) => corrupt.push(`${item}: ${why}`) });
});
afterAll(async () => {
  await dynamo.stop();
});

let jobs = 0;
function newJob(): Job {
  jobs += 1;
  return {
    schema: "meshwhy.job/v1",
    id: `job-${jobs}`,
    at: second(0),
    by: undefined,
    order: { verb: "sweep" },
    reply: { channel: "C1", visibleTo: "channel" },
    decision: { allowed: true, rule: "schedule" },
    warnings: [],
  };
}

/** So many seconds after noon. */
function second(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 20, 12, 0, 0) + seconds * 1000).toISOString();
}

const message = { channel: "C1", ts: "1700000000.000100" };
const at = (seconds: number) => ({ now: second(seconds), leaseSeconds: 60 });

describe("a claim", () => {
  test("of a new job is mine", async () => {
    expect(await store.claim(newJob(), at(0))).toEqual({ state: "mine", message: undefined, attempt: 1 });
  });

  test("of a job that somebody works on is held until the lease is over", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    expect(await store.claim(job, at(59))).toEqual({ state: "held" });
  });

  test("of a job whose holder fell silent takes over what it noted", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    await store.notePosted(job.id, message);
    expect(await store.claim(job, at(60))).toEqual({ state: "mine", message, attempt: 2 });
    expect(await store.claim(job, at(61))).toEqual({ state: "held" });
    expect(await store.claim(job, at(120))).toEqual({ state: "mine", message, attempt: 3 });
  });

  test("tells which steps are done, to whoever has the job next; one that was taken over notes none", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    await store.noteStep(job.id, "share", 1);
    await store.noteStep(job.id, "part 1", 1);
    await store.noteStep(job.id, "share", 1);
    const second = await store.claim(job, at(60));
    expect(second).toMatchObject({ attempt: 2, steps: expect.arrayContaining(["part 1", "share"]) });
    await store.noteStep(job.id, "late", 1);
    expect(await store.claim(job, at(120))).toEqual({ ...second, attempt: 3 });
  });

  test("of a job that was given back is mine at once", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    await store.release(job.id, 1, second(1));
    expect(await store.claim(job, at(1))).toMatchObject({ state: "mine", attempt: 2 });
  });

  test("is not given back by a holder that was taken over", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    await store.claim(job, at(60));
    await store.release(job.id, 1, second(61));
    expect(await store.claim(job, at(61))).toEqual({ state: "held" });
  });

  test("of a job that is done is done, for ever and with its first outcome", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    await store.finish(job.id, "broken", second(1));
    await store.finish(job.id, "failed", second(2));
    expect(await store.claim(job, at(3))).toEqual({ state: "done" });
    expect(await store.claim(job, at(86_400))).toEqual({ state: "done" });
    expect((await itemOf(job)).outcome).toBe("broken");
  });

  test("of a job that was finished without being claimed is done", async () => {
    const job = newJob();
    await store.finish(job.id, "refused", second(1));
    expect(await store.claim(job, at(2))).toEqual({ state: "done" });
  });

  test("of a job that was done so long ago that it has expired is a new one", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    await store.notePosted(job.id, message);
    await store.finish(job.id, "broken", second(1));
    expect(await store.claim(job, at(8 * 86_400))).toEqual({ state: "mine", message: undefined, attempt: 1 });
  });

  test("of something that is no claim takes it over, and says so", async () => {
    const job = newJob();
    const item = { pk: `job#${job.id}`, sk: "claim", state: "held", lease: "soon" };
    await dynamo.client.send(new PutItemCommand({ TableName: dynamo.table, Item: marshall(item) }));
    expect(await store.claim(job, at(0))).toMatchObject({ state: "mine", message: undefined });
    expect(corrupt.at(-1)).toContain(`job#${job.id}`);
  });

  test("keeps two jobs apart whose ids look alike", async () => {
    const [one, other] = [{ ...newJob(), id: "a#b" }, newJob()];
    await store.claim(one, at(0));
    expect(await store.claim({ ...other, id: "a%23b" }, at(0))).toMatchObject({ state: "mine" });
  });

  test("can be made of an id of any length", async () => {
    const long = (end: string): Job => ({ ...newJob(), id: `${"x".repeat(5000)}${end}` });
    expect(await store.claim(long("1"), at(0))).toMatchObject({ state: "mine" });
    expect(await store.claim(long("2"), at(0))).toMatchObject({ state: "mine" });
    expect(await store.claim(long("1"), at(0))).toEqual({ state: "held" });
  });
});

describe("a message that was posted", () => {
  test("is not noted by a holder that was taken over", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    await store.claim(job, at(60));
    await store.notePosted(job.id, { channel: "C1", ts: "1.1" }, 1);
    await store.notePosted(job.id, message, 2);
    await store.notePosted(job.id, { channel: "C1", ts: "1.2" }, 1);
    expect(await store.claim(job, at(120))).toMatchObject({ message });
  });

  test("is not noted for a job that nobody holds", async () => {
    const job = newJob();
    await store.notePosted(job.id, message);
    expect(await store.claim(job, at(0))).toEqual({ state: "mine", message: undefined, attempt: 1 });
  });
});

describe("of many at once", () => {
  const many = Array.from({ length: 50 });

  test("one gets a new job, and the others see it held", async () => {
    const job = newJob();
    const claims = await Promise.all(many.map(async () => store.claim(job, at(0))));
    expect(claims.filter(({ state }) => state === "mine")).toHaveLength(1);
    expect(claims.filter(({ state }) => state === "held")).toHaveLength(49);
  });

  test("one takes over what a silent holder left", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    await store.notePosted(job.id, message);
    const claims = await Promise.all(many.map(async () => store.claim(job, at(100))));
    expect(claims.filter(({ state }) => state === "mine")).toEqual([{ state: "mine", message, attempt: 2 }]);
    expect(claims.filter(({ state }) => state === "held")).toHaveLength(49);
  });

  test("one is the first to use a key", async () => {
    const firsts = await Promise.all(many.map(async () => store.once("request-1", second(0), 600)));
    expect(firsts.filter((first) => first)).toHaveLength(1);
  });
});

describe("once", () => {
  test("is true again when the key has expired, though it still lies there", async () => {
    expect(await store.once("digest-1", second(0), 600)).toBe(true);
    expect(await store.once("digest-1", second(599), 600)).toBe(false);
    expect(await store.once("digest-1", second(600), 600)).toBe(true);
  });

  test("keeps keys apart", async () => {
    expect(await store.once("digest-2", second(0), 600)).toBe(true);
    expect(await store.once("digest-3", second(0), 600)).toBe(true);
  });
});

describe("in unlucky moments", () => {
  test("a claim whose answer is lost is still mine", async () => {
    let losses = 0;
    const client = watchedClient(dynamo.endpoint, async () => {
      if (losses === 0) return;
      losses -= 1;
      throw new LostAnswer("the connection was lost");
    });
    const own = dynamoStore({ ...dynamo, client, token: randomUUID });
    const job = newJob();
    losses = 1;
    expect(await own.claim(job, at(0))).toEqual({ state: "mine", message: undefined, attempt: 1 });
    await own.notePosted(job.id, message);
    // The first answer of a takeover tells that the job is there; the third is that of the takeover itself.
    let answers = 0;
    const late = watchedClient(dynamo.endpoint, async () => {
      answers += 1;
      if (answers === 3) throw new LostAnswer("the connection was lost");
    });
    const taker = dynamoStore({ ...dynamo, client: late, token: randomUUID });
    expect(await taker.claim(job, at(60))).toEqual({ state: "mine", message, attempt: 2 });
    expect(answers).toBeGreaterThan(3);
    client.destroy();
    late.destroy();
  });

  test("a job that is finished while it is being taken over is done", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    const client = watchedClient(dynamo.endpoint, async (operation) => {
      if (operation === "GetItem") await store.finish(job.id, "broken", second(60));
    });
    const slow = dynamoStore({ ...dynamo, client, token: randomUUID });
    expect(await slow.claim(job, at(60))).toEqual({ state: "done" });
    client.destroy();
  });

  test("a message that is noted while its job is being taken over is not lost", async () => {
    const job = newJob();
    await store.claim(job, at(0));
    const client = watchedClient(dynamo.endpoint, async (operation) => {
      if (operation === "GetItem") await store.notePosted(job.id, message, 1);
    });
    const slow = dynamoStore({ ...dynamo, client, token: randomUUID });
    expect(await slow.claim(job, at(60))).toEqual({ state: "mine", message, attempt: 2 });
    client.destroy();
  });
});

describe("whatever the workers do", () => {
  const act = fc.record({
    kind: fc.constantFrom("claim", "claim", "claim", "note", "release", "finish"),
    after: fc.integer({ min: 0, max: 40 }),
  });

  test("a job is held by one at a time, attempts count up, and what is done stays done", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const job = newJob();
        let [now, attempt, lease, isDone] = [0, 0, 0, false];
        let noted: typeof message | undefined;
        for (const { kind, after } of acts) {
          now += after;
          if (kind === "claim") {
            const claim = await store.claim(job, at(now));
            const expected = isDone
              ? { state: "done" }
              : now < lease
                ? { state: "held" }
                : { state: "mine", message: noted, attempt: attempt + 1 };
            expect(claim).toEqual(expected);
            if (claim.state === "mine") [attempt, lease] = [claim.attempt, now + 60];
          } else if (kind === "note") {
            const next = { channel: "C1", ts: `${now}.${noted?.ts ?? ""}` };
            await store.notePosted(job.id, next, attempt);
            if (attempt > 0 && !isDone) noted = next;
          } else if (kind === "release") {
            await store.release(job.id, attempt, second(now));
            if (!isDone) lease = Math.min(lease, now);
          } else {
            await store.finish(job.id, "broken", second(now));
            isDone = true;
          }
        }
      }),
      runs(60),
    );
  });
});

async function itemOf({ id }: Job): Promise<Record<string, unknown>> {
  const key = marshall({ pk: `job#${id}`, sk: "claim" });
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: dynamo.table, Key: key }));
  return Item === undefined ? {} : unmarshall(Item);
}
