import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../../src/follow/fingerprint.ts";
import { fnv } from "../../src/follow/fnv.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { fraction } from "../../src/model/fraction.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import { payment, ref } from "../render/sample-diagnosis.ts";
import { broken, degraded, samples, twoFaults } from "../render/samples.ts";
import { asked, type Folder, snapshotOfFolder, stories } from "../support/folders.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { runs } from "../support/runs.ts";
import { type RawObject, snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

const cluster = "prod-eu";

describe("the fingerprint of a diagnosis", () => {
  test("is 16 hex digits", () => {
    expect(Object.values(samples).map((sample) => fingerprint(sample, cluster))).toEqual(
      Object.values(samples).map(() => expect.stringMatching(/^[0-9a-f]{16}$/)),
    );
  });

  test("tells different troubles apart", () => {
    const found = Object.values(samples).map((sample) => fingerprint(sample, cluster));
    expect(new Set(found).size).toBe(found.length);
  });

  const { culprit } = degraded;
  if (culprit === undefined) throw new Error("the sample has a culprit");
  const [first] = degraded.findings;
  if (first === undefined) throw new Error("the sample has a finding");
  const pod = (name: string) => ({ ...ref("Pod", "shop", name), path: "" });

  test.each<[string, Partial<Diagnosis>]>([
    ["the words", { summary: "other words", findings: [{ ...first, summary: "other words" }] }],
    ["the times", { observedAt: "2027-01-01T00:00:00Z", since: undefined, maySettle: undefined, changes: [] }],
    ["the share of requests that it hurts", { findings: [{ ...first, share: fraction(1, 3) }] }],
    ["that by now it hurts all of them", { verdict: "broken" }],
    ["which entry of a list it is", { culprit: { ...culprit, path: "spec.http[2].route[0].destination.subset" } }],
    ["the API version", { culprit: { ...culprit, apiVersion: "networking.istio.io/v1beta1" } }],
    ["who changed the culprit", { culprit: { ...culprit, changedBy: "somebody", changedAt: "2027-01-01T00:00:00Z" } }],
    ["findings after the first", { findings: [first] }],
  ])("is not changed by %s", (_, change) => {
    expect(fingerprint({ ...degraded, ...change }, cluster)).toBe(fingerprint(degraded, cluster));
  });

  test.each<[string, Partial<Diagnosis>]>([
    ["the caller", { pair: { ...degraded.pair, from: ref("Deployment", "shop", "refunds") } }],
    ["the callee's namespace", { pair: { ...degraded.pair, to: { ...payment, namespace: "bank" } } }],
    ["the culprit", { culprit: { ...culprit, name: "payment-canary" } }],
    ["the culprit's API group", { culprit: { ...culprit, apiVersion: "gateway.networking.k8s.io/v1" } }],
    ["the field", { culprit: { ...culprit, path: "spec.http[0].route[1].destination.host" } }],
    ["the check", { findings: [{ ...first, check: "destination-rule/in-force" }] }],
    ["that it is healed", { verdict: "healthy", culprit: undefined, findings: [] }],
    ["that it cannot be told any more", { verdict: "unknown" }],
  ])("is changed by %s", (_, change) => {
    expect(fingerprint({ ...degraded, ...change }, cluster)).not.toBe(fingerprint(degraded, cluster));
  });

  test("is changed by the cluster", () => {
    expect(fingerprint(degraded, "prod-us")).not.toBe(fingerprint(degraded, cluster));
  });

  test.each([
    ["payment-7d4b8c6f9-k5lqm", "payment-6bd47c9fd7-x2x8z", true],
    ["payment-0", "payment-1", true],
    ["agent-k5lqm", "agent-x2x8z", true],
    ["payment-debug", "payment-check", false],
    ["payment", "refunds", false],
  ])("takes pods %s and %s for the same: %s", (one, other, same) => {
    const of = (name: string) => fingerprint({ ...degraded, culprit: pod(name) }, cluster);
    expect(of(one) === of(other)).toBe(same);
  });

  test("of a pod that was asked about is its owner's", () => {
    const [client] = why({ from: "checkout", to: "payment" }, storySnapshot()).pair.clients;
    if (client === undefined) throw new Error("the story has callers");
    const asPod = { ...broken, pair: { ...broken.pair, from: client.ref, clients: [client] } };
    const asOwner = { ...broken, pair: { ...broken.pair, from: client.owner } };
    expect(fingerprint(asPod, cluster)).toBe(fingerprint(asOwner, cluster));
  });

  test("where no object is to blame rests on what ends the requests", () => {
    const { unknown } = samples;
    if (unknown === undefined) throw new Error("there is such a sample");
    const silent = { ...unknown, traces: [] };
    expect(fingerprint(silent, cluster)).not.toBe(fingerprint(unknown, cluster));
  });

  test("does not mistake a name for its neighbours", () => {
    const named = (namespace: string, name: string) =>
      fingerprint({ ...twoFaults, culprit: { ...ref("Service", namespace, name), path: "" } }, cluster);
    expect(named("a", "b/c")).not.toBe(named("a/b", "c"));
  });
});

describe("the fingerprint of a mesh", () => {
  const changed = plans.chain((plan) => {
    const objects = objectsOfPlan(plan, someNames);
    return fc.tuple(
      fc.constant(plan),
      fc.shuffledSubarray([...objects], { minLength: objects.length }),
      fc.stringMatching(/^[a-z0-9]{1,8}$/),
    );
  });

  test("is the same for shuffled objects and pods with other names", () => {
    fc.assert(
      fc.property(changed, ([plan, objects, suffix]) => {
        const ask = (given: readonly RawObject[]) =>
          fingerprintOrCode(() => why(questionOf(plan, someNames), snapshotOf(given)));
        const { objects: renamed } = withPodsRenamed({ objects, logs: new Map() }, suffix);
        expect(ask(renamed)).toBe(ask(objectsOfPlan(plan, someNames)));
      }),
      runs(80),
    );
  });

  test.each(stories.map((story) => [story.name, story] as const))(
    "of story %s is the same after its pods were made anew",
    (_, { ask, folder }) => {
      const before = fingerprintOrCode(() => why(asked(ask), snapshotOfFolder(folder)));
      const after = fingerprintOrCode(() => why(asked(ask), snapshotOfFolder(withPodsRenamed(folder, "x7k2p"))));
      expect(after).toBe(before);
    },
  );

  test("tells all stories of the example mesh apart that have different culprits", () => {
    const found = new Map<string, string>();
    for (const { ask, folder } of stories) {
      const diagnosis = why(asked(ask), snapshotOfFolder(folder));
      const structure = JSON.stringify([
        diagnosis.pair.from,
        diagnosis.pair.to,
        diagnosis.verdict,
        diagnosis.findings[0]?.check,
        diagnosis.culprit?.name,
        diagnosis.culprit?.path,
      ]);
      found.set(structure, fingerprint(diagnosis, cluster));
    }
    expect(new Set(found.values()).size).toBe(found.size);
  });
});

describe("fnv", () => {
  // The published vectors of FNV-1a 64 are of bytes; a code unit is two, the high one first.
  test("agrees with the published algorithm", () => {
    expect(fnv("")).toBe("cbf29ce484222325");
    expect(fnv("\u666f\u6f62\u6172")).toBe("85944171f73967e8");
  });

  test("is of 16 digits, whatever the text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => /^[0-9a-f]{16}$/.test(fnv(text))));
  });
});

function storySnapshot() {
  const [story] = stories;
  if (story === undefined) throw new Error("there are stories");
  return snapshotOfFolder(story.folder);
}

function fingerprintOrCode(ask: () => Diagnosis): string {
  try {
    return fingerprint(ask(), cluster);
  } catch (error) {
    if (error instanceof MeshError) return error.code;
    throw error;
  }
}

/** The same mesh with other names for all pods, wherever they are named. */
function withPodsRenamed({ objects, logs }: Folder, suffix: string): Folder {
  const pods = objects.filter(({ kind }) => kind === "Pod");
  let text = JSON.stringify(objects);
  const keys = new Map<string, string>();
  for (const { metadata } of pods) {
    const name = `${metadata.name}-${suffix}`;
    text = text.replaceAll(`"${metadata.name}"`, `"${name}"`);
    keys.set(`${metadata.namespace}/${metadata.name}`, `${metadata.namespace}/${name}`);
  }
  return {
    objects: JSON.parse(text) as readonly RawObject[],
    logs: new Map([...logs].map(([key, log]) => [keys.get(key) ?? key, log])),
  };
}
