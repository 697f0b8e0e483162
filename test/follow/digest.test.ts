/** What is new, resolved, changed and still open, by fingerprint. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DigestInput, digest } from "../../src/follow/digest.ts";
import { fingerprint } from "../../src/follow/fingerprint.ts";
import type { Diagnosis, Verdict } from "../../src/model/diagnosis.ts";
import { type Digest, digestVerdict } from "../../src/model/digest.ts";
import type { Health, HealthEntry } from "../../src/model/health.ts";
import type { Mute } from "../../src/model/store.ts";
import { ref } from "../render/sample-diagnosis.ts";
import { broken, degraded, samples } from "../render/samples.ts";
import { runs } from "../support/runs.ts";

const [monday, tuesday, wednesday] = ["2026-11-16T07:00:00Z", "2026-11-17T07:00:00Z", "2026-11-18T07:00:00Z"] as const;
const healthy = samples.healthy as Diagnosis;
const unknown = samples.unknown as Diagnosis;

/** A pair whose names tell it from others, as `broken` and the like have it. */
function entry(name: string, diagnosis: Diagnosis): HealthEntry {
  const from = ref("Deployment", "shop", name);
  const own = { ...diagnosis, pair: { ...diagnosis.pair, from } };
  const question = { from: `shop/${name}`, to: "shop/payment", headers: [] };
  return {
    pair: `shop/${name} → shop/payment`,
    question,
    ground: "declared",
    outcome: { kind: "diagnosis", diagnosis: own },
  };
}

function failed(name: string): HealthEntry {
  return {
    ...entry(name, healthy),
    outcome: { kind: "error", code: "INTERNAL", message: "Cannot answer: x", next: "y" },
  };
}

function healthOf(entries: readonly HealthEntry[], leftOut: readonly string[] = []): Health {
  return {
    scope: { of: [], namespaces: ["shop"], pairs: [] },
    title: "namespace shop",
    observedAt: monday,
    istioVersion: undefined,
    verdict: "unknown",
    entries,
    leftOut,
    uncalled: [],
    gaps: [],
    assumptions: [],
    stats: { objects: 1, logLines: 0, apiCalls: 0 },
  };
}

function make(
  at: string,
  entries: readonly HealthEntry[],
  previous?: Digest,
  more: Partial<DigestInput> & { readonly leftOut?: readonly string[] } = {},
): Digest {
  const { leftOut, ...rest } = more;
  const health = healthOf(entries, leftOut);
  return digest({ name: "morning", cluster: "prod", at, health, previous: previous?.record, mutes: [], ...rest });
}

/** Pairs by what is said of them. */
function sorted(made: Digest): Readonly<Record<string, readonly string[]>> {
  const lists = {
    news: made.news,
    resolved: made.resolved,
    changed: made.changed,
    still: made.still,
    muted: made.muted,
    unknown: made.unknown,
    gone: made.gone,
  };
  return Object.fromEntries(
    Object.entries(lists).flatMap(([key, list]) =>
      list.length === 0 ? [] : [[key, list.map(({ pair }) => pair.split(" ")[0]?.slice(5) ?? "")]],
    ),
  );
}

const first = make(monday, [entry("a", broken), entry("b", healthy)]);

describe("the first digest", () => {
  test("has nothing to be compared with, and tells all trouble", () => {
    expect([first.comparedWith, first.unchanged, sorted(first), first.healthyCount]).toEqual([
      undefined,
      false,
      { news: ["a"] },
      1,
    ]);
  });

  test("remembers trouble only, with since when, and what is to blame", () => {
    expect(first.record).toMatchObject({ name: "morning", at: monday });
    expect(first.record.pairs).toMatchObject([
      {
        pair: "shop/a → shop/payment",
        verdict: "broken",
        since: monday,
        culprit: expect.stringContaining(" ") as string,
      },
    ]);
  });
});

describe("the next digest", () => {
  const otherCause: Diagnosis = {
    ...broken,
    culprit: { ...ref("VirtualService", "shop", "payment"), path: "spec.http[0]" },
  };

  test.each<[string, readonly HealthEntry[], Readonly<Record<string, readonly string[]>>]>([
    ["the same", [entry("a", broken), entry("b", healthy)], { still: ["a"] }],
    ["better by a share", [entry("a", { ...broken, verdict: "degraded" }), entry("b", healthy)], { still: ["a"] }],
    ["in other words", [entry("a", { ...broken, summary: "said otherwise" }), entry("b", healthy)], { still: ["a"] }],
    ["healed", [entry("a", healthy), entry("b", healthy)], { resolved: ["a"] }],
    ["another pair", [entry("a", broken), entry("b", degraded)], { news: ["b"], still: ["a"] }],
    ["another cause", [entry("a", otherCause), entry("b", healthy)], { changed: ["a"] }],
    ["undecided", [entry("a", unknown), entry("b", healthy)], { unknown: ["a"] }],
    ["an error", [failed("a"), entry("b", healthy)], { unknown: ["a"] }],
    ["no longer declared", [entry("b", healthy)], { gone: ["a"] }],
  ])("%s", (_, entries, said) => {
    const made = make(tuesday, entries, first);
    expect([sorted(made), made.comparedWith]).toEqual([said, monday]);
    expect(made.unchanged).toBe("still" in said && Object.keys(said).length === 1);
  });

  test("keeps since when, also where the cause is another", () => {
    const same = make(tuesday, [entry("a", broken)], first);
    const other = make(wednesday, [entry("a", otherCause)], same);
    expect([same.still[0]?.since, other.changed[0]?.since, other.changed[0]?.before.verdict]).toEqual([
      monday,
      monday,
      "broken",
    ]);
  });

  test("does not forget trouble while it cannot be decided", () => {
    const blind = make(tuesday, [failed("a")], first);
    expect(blind.unknown[0]?.before?.verdict).toBe("broken");
    expect(sorted(make(wednesday, [entry("a", broken)], blind))).toEqual({ still: ["a"] });
    expect(sorted(make(wednesday, [entry("a", healthy)], blind))).toEqual({ resolved: ["a"] });
  });

  test("does not forget trouble while there are too many pairs", () => {
    const cut = make(tuesday, [entry("b", healthy)], first, { leftOut: ["shop/a → shop/payment"] });
    expect([sorted(cut), cut.unchanged]).toEqual([{}, true]);
    expect(sorted(make(wednesday, [entry("a", broken)], cut))).toEqual({ still: ["a"] });
  });

  test("tells once that a pair has become undecidable", () => {
    const before = make(monday, [entry("b", unknown)]);
    const after = make(tuesday, [entry("b", unknown)], before);
    expect([before.unchanged, after.unchanged]).toEqual([false, true]);
    expect(sorted(make(wednesday, [entry("b", broken)], after))).toEqual({ news: ["b"] });
  });
});

describe("what is muted", () => {
  const a = entry("a", broken);
  const print = a.outcome.kind === "diagnosis" ? fingerprint(a.outcome.diagnosis, "prod") : "";
  const mute: Mute = {
    fingerprint: print,
    cluster: "prod",
    what: "a",
    reason: "known",
    by: "U1",
    at: monday,
    until: tuesday,
  };

  test.each<[string, Mute, Readonly<Record<string, readonly string[]>>]>([
    ["is told as muted", { ...mute, until: wednesday }, { muted: ["a"] }],
    ["is told again when the time is over", mute, { still: ["a"] }],
    ["in another cluster is none of this one", { ...mute, until: wednesday, cluster: "test" }, { still: ["a"] }],
    ["for another cause is none of this", { ...mute, until: wednesday, fingerprint: "0" }, { still: ["a"] }],
  ])("%s", (_, given, said) => {
    expect(sorted(make(tuesday, [a], first, { mutes: [given] }))).toEqual(said);
  });

  test("is no news when it ends", () => {
    const muted = make(tuesday, [a], undefined, { mutes: [{ ...mute, until: wednesday }] });
    expect(sorted(make(wednesday, [a], muted))).toEqual({ still: ["a"] });
  });

  test("does not count for the verdict", () => {
    expect(digestVerdict(make(tuesday, [a], first, { mutes: [{ ...mute, until: wednesday }] }))).toBe("healthy");
  });
});

test.each<[readonly HealthEntry[], Verdict]>([
  [[entry("a", healthy)], "healthy"],
  [[entry("a", healthy), entry("b", unknown)], "unknown"],
  [[entry("a", degraded), entry("b", unknown)], "degraded"],
  [[entry("a", degraded), entry("b", broken)], "broken"],
  [[], "unknown"],
])("verdict %#", (entries, verdict) => {
  expect(digestVerdict(make(monday, entries))).toBe(verdict);
});

const kinds = { healthy, broken, degraded, unknown };
const someEntries = fc
  .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom(...Object.keys(kinds))), {
    selector: ([name]) => name,
  })
  .map((picked) => picked.map(([name, kind]) => entry(name, kinds[kind as keyof typeof kinds])));

test("every pair that was asked about is told of once, in any two digests", () => {
  fc.assert(
    fc.property(someEntries, someEntries, (before, now) => {
      const made = make(tuesday, now, make(monday, before));
      const { news, changed, still, muted, unknown: open, healthyCount, resolved } = made;
      expect([...news, ...changed, ...still, ...muted, ...open].length + healthyCount).toBe(now.length);
      const troubled = before.filter(
        ({ outcome }) => outcome.kind === "diagnosis" && ["broken", "degraded"].includes(outcome.diagnosis.verdict),
      );
      for (const { pair } of resolved) expect(troubled.map((each) => each.pair)).toContain(pair);
    }),
    runs(200),
  );
});

test("nothing is new when the same is asked twice, in any digest", () => {
  fc.assert(
    fc.property(someEntries, (entries) => {
      const made = make(tuesday, entries, make(monday, entries));
      expect([made.news, made.resolved, made.changed, made.gone, made.unchanged]).toEqual([[], [], [], [], true]);
    }),
    runs(200),
  );
});
