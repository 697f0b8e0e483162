import { randomBytes, randomUUID } from "node:crypto";
import { PutItemCommand, ScanCommand, type ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Escalation } from "../../src/model/escalation.ts";
import type { AnswerRecord, AuditRecord, DigestRecord, Mute, Store } from "../../src/model/store.ts";
import { catalogueStore } from "../../src/store/catalogue-store.ts";
import { dynamoStore } from "../../src/store/dynamo-store.ts";
import { fittedAnswer } from "../../src/store/fitted-answer.ts";
import { unpack } from "../../src/store/packed.ts";
import { type LocalDynamo, LostAnswer, localDynamo, watchedClient } from "../support/dynalite.ts";

let dynamo: LocalDynamo;
let store: Store;
let corrupt: string[] = [];

beforeAll(async () => {
  dynamo = await localDynamo();
  store = dynamoStore({ ...dynamo, token: randomUUID, onCorrupt: (item, why) => corrupt.push(`${item}: ${why}`) });
});
afterAll(async () => {
  await dynamo.stop();
});
beforeEach(() => {
  corrupt = [];
});

/** So many days after the first of June. */
function day(days: number): string {
  return new Date(Date.UTC(2026, 5, 1) + days * 86_400_000).toISOString();
}

const answer: AnswerRecord = {
  id: "a1",
  cluster: "prod-eu",
  at: day(0),
  team: "T1",
  user: "U1",
  message: { channel: "C1", ts: "1.1" },
  pair: "checkout → payment",
  verdict: "broken",
  summary: "payment refuses checkout",
  fingerprint: "0123456789abcdef",
  namespaces: ["shop"],
  question: { from: "checkout", to: "payment", headers: [] },
  parts: { answer: '[{"text":"é → \u{1f600}"}]', path: "[]", yaml: "[]", page: "{}" },
};

describe("an answer", () => {
  test("comes back as it was remembered", async () => {
    await store.remember(answer, day(0));
    expect(await store.recall("a1", day(1))).toEqual(answer);
    const unposted = { ...answer, id: "a2", message: undefined, question: null };
    await store.remember(unposted, day(0));
    expect(await store.recall("a2", day(1))).toStrictEqual(unposted);
  });

  test("is forgotten in time, though it still lies there", async () => {
    await store.remember({ ...answer, id: "old" }, day(0));
    expect(await store.recall("old", day(29.9))).toBeDefined();
    expect(await store.recall("old", day(30))).toBeUndefined();
  });

  test("is kept as long as it was agreed", async () => {
    const short = dynamoStore({ ...dynamo, token: randomUUID, retention: { answers: 1 } });
    await short.remember({ ...answer, id: "short" }, day(0));
    expect(await short.recall("short", day(1))).toBeUndefined();
  });

  test("that nobody gave is not there", async () => {
    expect(await store.recall("nobody's", day(0))).toBeUndefined();
  });

  test("is replaced by a later one of its id, never by an earlier one", async () => {
    await store.remember({ ...answer, id: "again", at: day(1), verdict: "healthy" }, day(1));
    await store.remember({ ...answer, id: "again", at: day(0) }, day(1));
    expect(await store.recall("again", day(1))).toMatchObject({ verdict: "healthy" });
    await store.remember({ ...answer, id: "again", at: day(2), verdict: "unknown" }, day(2));
    expect(await store.recall("again", day(2))).toMatchObject({ verdict: "unknown" });
  });

  test("of any size is remembered, and says what was too big", async () => {
    const noise = () => randomBytes(400_000).toString("base64");
    const big = { ...answer, id: "big", parts: { answer: "[]", path: noise(), yaml: noise(), page: "{}" } };
    await store.remember(big, day(0));
    const found = await store.recall("big", day(0));
    expect(found?.parts).toEqual({ answer: "[]", path: "", yaml: "", page: "{}" });
    expect(found?.cut).toEqual({
      path: expect.stringContaining("too big to keep (533336 characters)"),
      yaml: expect.stringContaining("too big to keep"),
    });
  });

  test("of much that repeats is remembered whole", async () => {
    const long = { ...answer, id: "long", parts: { ...answer.parts, yaml: "spec: {}\n".repeat(200_000) } };
    await store.remember(long, day(0));
    expect(await store.recall("long", day(0))).toEqual(long);
  });

  test("fits whatever of it is too big", () => {
    const noise = randomBytes(20_000).toString("base64");
    const huge = {
      ...answer,
      summary: noise,
      question: { from: noise },
      parts: { answer: noise, path: noise, yaml: "", page: "{}" },
    };
    const bytes = fittedAnswer(huge, 10_000);
    expect(bytes.length).toBeLessThan(10_000);
    expect(unpack(bytes)).toMatchObject({ question: null, parts: { answer: "", path: "", yaml: "", page: "{}" } });
    expect(unpack(bytes)).not.toHaveProperty("cut.yaml");
  });
});

describe("recent answers", () => {
  test("are somebody's own, newest first, and no more than wanted", async () => {
    for (const n of [3, 1, 4, 2, 5])
      await store.remember({ ...answer, id: `mine-${n}`, user: "U2", at: day(n) }, day(5));
    await store.remember({ ...answer, id: "hers", user: "U3", at: day(6) }, day(6));
    const found = await store.recent("T1", "U2", 3, day(6));
    expect(found.map(({ id }) => id)).toEqual(["mine-5", "mine-4", "mine-3"]);
    expect(await store.recent("T2", "U2", 3, day(6))).toEqual([]);
    expect(await store.recent("T1", "U2", 0, day(6))).toEqual([]);
  });

  test("leave out what has expired and what cannot be read, and look further", async () => {
    for (const n of [1, 2, 3]) await store.remember({ ...answer, id: `few-${n}`, user: "U4", at: day(n) }, day(n));
    await store.remember({ ...answer, id: "few-4", user: "U4", at: day(4) }, day(-20));
    await spoil("answer#few-3", "answer", { gsi1pk: "answers of#T1#U4", gsi1sk: `${day(3)}#few-3` });
    const found = await store.recent("T1", "U4", 2, day(11));
    expect(found.map(({ id }) => id)).toEqual(["few-2", "few-1"]);
    expect(corrupt).toEqual([expect.stringContaining("answer#few-3")]);
  });

  test("are found over several pages", async () => {
    const yaml = randomBytes(200_000).toString("base64");
    for (let n = 0; n < 12; n += 1)
      await store.remember(
        { ...answer, id: `page-${n}`, user: "U5", at: day(n), parts: { ...answer.parts, yaml } },
        day(n),
      );
    expect(await store.recent("T1", "U5", 12, day(12))).toHaveLength(12);
  });
});

const mute: Mute = {
  fingerprint: "00000000000000aa",
  cluster: "prod-eu",
  what: "checkout → payment: AuthorizationPolicy shop/payment-callers",
  reason: "known, see the ticket",
  by: "U1",
  at: day(0),
  until: day(2),
};

describe("a mute", () => {
  test("holds until it runs out, to the millisecond", async () => {
    const until = "2026-06-03T00:00:00.500Z";
    await store.mute({ ...mute, until });
    expect(await store.muted(mute.fingerprint, "2026-06-03T00:00:00.499Z")).toEqual({ ...mute, until });
    expect(await store.muted(mute.fingerprint, until)).toBeUndefined();
  });

  test("is listed for its cluster, the first to run out first", async () => {
    const of = (fingerprint: string, until: string, cluster = "lists") =>
      store.mute({ ...mute, fingerprint, until, cluster });
    await of("l1", day(9));
    await of("l2", day(3));
    await of("l3", day(1));
    await of("l4", day(9), "elsewhere");
    const found = await store.mutes("lists", day(2));
    expect(found.map(({ fingerprint }) => fingerprint)).toEqual(["l2", "l1"]);
  });

  test("is taken back by one that has run out", async () => {
    await store.mute({ ...mute, fingerprint: "back" });
    await store.mute({ ...mute, fingerprint: "back", at: day(1), until: day(1) });
    expect(await store.muted("back", day(1))).toBeUndefined();
    expect(await store.mutes("prod-eu", day(1))).not.toContainEqual(expect.objectContaining({ fingerprint: "back" }));
  });

  test("is not replaced by an earlier one", async () => {
    await store.mute({ ...mute, fingerprint: "late", at: day(1), by: "U2" });
    await store.mute({ ...mute, fingerprint: "late", at: day(0), by: "U1" });
    expect(await store.muted("late", day(1))).toMatchObject({ by: "U2" });
  });

  test("with an endless reason is cut, and says so", async () => {
    await store.mute({ ...mute, fingerprint: "endless", reason: `${"x".repeat(999)}\u{1f600}${"y".repeat(1e6)}` });
    const found = await store.muted("endless", day(1));
    expect(found?.reason).toMatch(/^x{999}.… \(cut from 1001001 characters\)$/);
  });
});

const escalation: Escalation = {
  id: "e1",
  version: 1,
  fingerprint: "0123456789abcdef",
  cluster: "prod-eu",
  answer: "a1",
  ladder: "payments",
  state: "open",
  rung: 0,
  due: day(1),
  by: "U1",
  at: day(0),
  message: undefined,
  deliveries: [{ at: day(0), rung: 0, target: "Slack channel C1", accepted: true, detail: "posted" }],
};

describe("an escalation", () => {
  test("comes back as it was saved", async () => {
    expect(await store.saveEscalation(escalation, day(0))).toBe(true);
    expect(await store.escalation("e1", day(1))).toStrictEqual(escalation);
    expect(await store.escalation("e0", day(1))).toBeUndefined();
  });

  test("is begun once", async () => {
    const begun = { ...escalation, id: "e2" };
    const tries = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => store.saveEscalation({ ...begun, by: `U${n}` }, day(0))),
    );
    expect(tries.filter((saved) => saved)).toHaveLength(1);
  });

  test.each([
    ["the version that is there", 2],
    ["an older one", 1],
    ["one that leaves others out", 4],
  ])("is not saved with %s", async (_, version) => {
    const id = `stale-${version}`;
    await store.saveEscalation({ ...escalation, id }, day(0));
    await store.saveEscalation({ ...escalation, id, version: 2, rung: 1 }, day(0));
    expect(await store.saveEscalation({ ...escalation, id, version, rung: 7 }, day(0))).toBe(false);
    expect(await store.escalation(id, day(0))).toMatchObject({ version: 2, rung: 1 });
  });

  test("that is none yet is not changed", async () => {
    expect(await store.saveEscalation({ ...escalation, id: "none", version: 2 }, day(0))).toBe(false);
  });

  test("of a version is saved by one of many", async () => {
    const id = "many";
    await store.saveEscalation({ ...escalation, id }, day(0));
    const tries = await Promise.all(
      Array.from({ length: 50 }, async () => store.saveEscalation({ ...escalation, id, version: 2 }, day(0))),
    );
    expect(tries.filter((saved) => saved)).toHaveLength(1);
  });

  test("that has expired makes room for a new one", async () => {
    const id = "expired";
    await store.saveEscalation({ ...escalation, id }, day(0));
    expect(await store.escalation(id, day(90))).toBeUndefined();
    expect(await store.saveEscalation({ ...escalation, id, by: "U9" }, day(90))).toBe(true);
  });

  test("is listed while it is open, the first to be due first", async () => {
    const fresh = await localDynamo("open");
    const own = dynamoStore({ ...fresh, token: randomUUID });
    const { due: _, ...endless } = escalation;
    await own.saveEscalation({ ...endless, id: "never" }, day(0));
    await own.saveEscalation({ ...escalation, id: "later", due: day(3) }, day(0));
    await own.saveEscalation({ ...escalation, id: "sooner", due: day(2) }, day(0));
    await own.saveEscalation({ ...escalation, id: "told" }, day(0));
    await own.saveEscalation({ ...endless, id: "told", version: 2, state: "acknowledged" }, day(0));
    expect((await own.openEscalations(day(1))).map(({ id }) => id)).toEqual(["sooner", "later", "never"]);
    expect(await own.openEscalations(day(91))).toEqual([]);
    await fresh.stop();
  });

  test("with endless deliveries keeps the newest", async () => {
    const deliveries = Array.from({ length: 500 }, (_, rung) => ({
      at: day(0),
      rung,
      target: "€".repeat(5000),
      accepted: false,
      detail: "€".repeat(5000),
    }));
    expect(await store.saveEscalation({ ...escalation, id: "endless", deliveries }, day(0))).toBe(true);
    const found = await store.escalation("endless", day(0));
    expect(found?.deliveries.at(-1)?.rung).toBe(499);
  });
});

const digest: DigestRecord = {
  name: "morning",
  at: day(0),
  pairs: [{ pair: "checkout → payment", verdict: "broken", summary: "…", fingerprint: "ab", since: day(0) }],
};

describe("a digest", () => {
  test("comes back as it was saved, however late", async () => {
    expect(await store.lastDigest("morning")).toBeUndefined();
    expect(await store.saveDigest(digest)).toBe(true);
    expect(await store.lastDigest("morning")).toEqual(digest);
  });

  test("is replaced by a later one only", async () => {
    const name = "later";
    await store.saveDigest({ ...digest, name, at: day(1) });
    expect(await store.saveDigest({ ...digest, name, at: day(1) })).toBe(false);
    expect(await store.saveDigest({ ...digest, name, at: day(0) })).toBe(false);
    expect(await store.saveDigest({ ...digest, name, at: day(2), pairs: [] })).toBe(true);
    expect(await store.lastDigest(name)).toMatchObject({ at: day(2), pairs: [] });
  });

  test("is saved by one of many runs of a time", async () => {
    const saved = await Promise.all(
      Array.from({ length: 30 }, async () => store.saveDigest({ ...digest, name: "race" })),
    );
    expect(saved.filter((one) => one)).toHaveLength(1);
  });

  test("of thousands of pairs comes back whole, and leaves nothing behind", async () => {
    const pairs = Array.from({ length: 4000 }, () => ({
      pair: randomBytes(40).toString("base64"),
      verdict: "broken",
      summary: randomBytes(120).toString("base64"),
      fingerprint: randomBytes(8).toString("hex"),
      culprit: "AuthorizationPolicy shop/payment-callers",
      since: day(0),
    }));
    for (const n of [1, 2, 3]) expect(await store.saveDigest({ name: "big", at: day(n), pairs })).toBe(true);
    expect(await store.saveDigest({ name: "big", at: day(1), pairs })).toBe(false);
    expect(await store.lastDigest("big")).toEqual({ name: "big", at: day(3), pairs });
    const left = (await everything()).filter((pk) => pk === "digest#big");
    expect(left.length).toBeGreaterThan(2);
    expect(left.length).toBeLessThan(6);
    await store.saveDigest({ name: "big", at: day(4), pairs: [] });
    expect((await everything()).filter((pk) => pk === "digest#big")).toHaveLength(1);
  });
});

describe("a catalogue", () => {
  const names = (count: number) =>
    Array.from(
      { length: count },
      () => `team-${randomBytes(12).toString("hex")}/service-${randomBytes(16).toString("hex")}`,
    );

  test("of 10,000 services comes back whole", async () => {
    const catalogue = { cluster: "prod-eu", at: day(0), services: names(10_000), workloads: names(10_000) };
    await store.saveCatalogue(catalogue, day(0));
    expect(await store.catalogue("prod-eu")).toEqual(catalogue);
    expect(await catalogueStore({ ...dynamo, token: randomUUID }).catalogue("prod-eu")).toEqual(catalogue);
  });

  test("is whole for whoever reads it while it is replaced", async () => {
    const versions = [1, 2, 3, 4].map((n) => ({
      cluster: "busy",
      at: day(n),
      services: [`v${n}`, ...names(9000)],
      workloads: [],
    }));
    const writing = (async () => {
      for (const version of versions) await store.saveCatalogue(version, day(9));
    })();
    let reads = 0;
    let isWriting = true;
    const ended = writing.finally(() => {
      isWriting = false;
    });
    while (isWriting) {
      const found = await store.catalogue("busy");
      if (found !== undefined) expect(versions).toContainEqual(found);
      reads += 1;
    }
    await ended;
    expect(reads).toBeGreaterThan(1);
    expect(await store.catalogue("busy")).toEqual(versions.at(-1));
    expect(corrupt).toEqual([]);
  });

  test("that was read late does not replace a later one", async () => {
    const one = { cluster: "late", at: day(2), services: ["shop/payment"], workloads: [] };
    await store.saveCatalogue(one, day(2));
    await store.saveCatalogue({ ...one, at: day(1), services: [] }, day(3));
    expect(await store.catalogue("late")).toEqual(one);
  });
});

const audit: AuditRecord = {
  id: "job-1",
  at: "2026-06-01T23:59:59Z",
  team: "T1",
  user: "U1",
  channel: "C1",
  verb: "why",
  cluster: "prod-eu",
  target: "shop/checkout → shop/payment",
  allowed: true,
  rule: "on-call",
  outcome: "broken",
};

describe("the audit record", () => {
  test("is read by its day in UTC, newest first", async () => {
    await store.audit(audit);
    await store.audit({ ...audit, id: "job-2", at: "2026-06-02T01:30:00+02:00" });
    await store.audit({ ...audit, id: "job-3", at: "2026-06-02T00:00:00Z" });
    expect((await store.audits("2026-06-01", 9)).map(({ id }) => id)).toEqual(["job-1", "job-2"]);
    expect((await store.audits("2026-06-02", 9)).map(({ id }) => id)).toEqual(["job-3"]);
    expect(await store.audits("2026-06-01", 1)).toHaveLength(1);
    expect(await store.audits("2026-06-01", 0)).toEqual([]);
  });

  test("is appended once, and what differs is appended beside it", async () => {
    const at = "2026-07-01T00:00:00Z";
    await Promise.all(Array.from({ length: 10 }, async () => store.audit({ ...audit, at })));
    await store.audit({ ...audit, at, outcome: "failed" });
    const found = await store.audits("2026-07-01", 99);
    expect(found.map(({ outcome }) => outcome).sort()).toEqual(["broken", "failed"]);
  });

  test("of a busy day is read over several pages", async () => {
    const target = "t".repeat(900);
    const records = Array.from({ length: 1500 }, (_, n) => ({
      ...audit,
      id: `busy-${n}`,
      target,
      at: new Date(Date.UTC(2026, 7, 1) + n).toISOString(),
    }));
    await Promise.all(records.map(async (record) => store.audit(record)));
    const found = await store.audits("2026-08-01", 5000);
    expect(found).toEqual(records.toReversed());
  });

  test("expires for those who say when it is", async () => {
    expect(await store.audits("2026-06-01", 9, day(401))).toEqual([]);
    expect(await store.audits("2026-06-01", 9, day(399))).toHaveLength(2);
  });
});

describe("what cannot be understood", () => {
  test.each<[string, string, string, () => Promise<unknown>]>([
    ["an answer", "answer#x", "answer", () => store.recall("x", day(0))],
    ["a mute", "mute#x", "mute", () => store.muted("x", day(0))],
    ["an escalation", "escalation#x", "escalation", () => store.escalation("x", day(0))],
    ["a digest", "digest#x", "head", () => store.lastDigest("x")],
    ["a catalogue", "catalogue#x", "head", () => store.catalogue("x")],
  ])("is not there and is told of: %s", async (_, pk, sk, read) => {
    for (const wrong of [
      {},
      { record: {}, packed: new Uint8Array([1, 2, 3]) },
      { record: "text", packed: Buffer.from("H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==", "base64") },
      { record: { id: 1 }, packed: "text" },
      { pieces: 3, prefix: "piece#" },
      { pieces: 1e12, prefix: "piece#" },
      { pieces: -1, prefix: 7 },
    ]) {
      corrupt = [];
      await spoil(pk, sk, wrong);
      expect(await read()).toBeUndefined();
      expect(corrupt).toEqual([expect.stringMatching(/^(answer|mute|escalation|digest|catalogue)[# ]x: ./)]);
    }
  });

  test("does not hide what stands beside it: audit records", async () => {
    await store.audit({ ...audit, at: "2026-09-01T00:00:00Z" });
    await spoil("audit#2026-09-01", "x", { record: { allowed: "yes" } });
    expect(await store.audits("2026-09-01", 9)).toHaveLength(1);
    expect(corrupt).toHaveLength(1);
  });
});

describe("a table that does not answer as it should", () => {
  test.each<[string, (store: Store) => Promise<unknown>]>([
    ["a read", (broken) => broken.recall("a1", day(0))],
    ["a write", (broken) => broken.once("key", day(0), 60)],
    ["a list", (broken) => broken.audits("2026-06-01", 9)],
  ])("is named: %s", async (_, use) => {
    const broken = dynamoStore({ ...dynamo, table: "not-there", token: randomUUID });
    await expect(use(broken)).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringMatching(/^Cannot use the DynamoDB table "not-there": ResourceNotFoundException/),
    });
  });

  test("is not mistaken for a refusal when its answer to a write is lost", async () => {
    let losses = 0;
    const lossy = watchedClient(dynamo.endpoint, async () => {
      if (losses === 0) return;
      losses -= 1;
      throw new LostAnswer("the connection was lost");
    });
    const own = dynamoStore({ client: lossy, table: dynamo.table, token: randomUUID });
    const lose = () => {
      losses = 1;
    };

    lose();
    expect(await own.once("lost", day(0), 60)).toBe(true);
    lose();
    expect(await own.saveEscalation({ ...escalation, id: "lost" }, day(0))).toBe(true);
    lose();
    expect(await own.saveEscalation({ ...escalation, id: "lost", version: 2 }, day(0))).toBe(true);
    lose();
    expect(await own.saveDigest({ ...digest, name: "lost" })).toBe(true);
    lose();
    await own.audit({ ...audit, at: "2026-10-01T00:00:00Z" });
    expect(await own.audits("2026-10-01", 9)).toHaveLength(1);
    lossy.destroy();
  });
});

async function spoil(pk: string, sk: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const item = marshall({ pk, sk, ...fields });
  await dynamo.client.send(new PutItemCommand({ TableName: dynamo.table, Item: item }));
}

/** The partition key of every item. */
async function everything(): Promise<readonly string[]> {
  const found: string[] = [];
  let from: ScanCommandOutput["LastEvaluatedKey"];
  do {
    const scan: ScanCommandOutput = await dynamo.client.send(
      new ScanCommand({ TableName: dynamo.table, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }),
    );
    found.push(...(scan.Items ?? []).map(({ pk }) => pk?.S ?? ""));
    from = scan.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}
