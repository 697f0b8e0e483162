/** The same question has the same answer, whether files or a live cluster are read. */
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { health } from "../../src/diagnose/health.ts";
import { who } from "../../src/diagnose/who.ts";
import { type Asked, questionFrom } from "../../src/faces/question/question-from.ts";
import { verdictOf } from "../../src/model/health.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import type { Question } from "../../src/model/question.ts";
import type { Source } from "../../src/model/source.ts";
import { toJson } from "../../src/render/json.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { laidObjects } from "../checks/case-snapshot.ts";
import { checkCases } from "../checks/check-cases.ts";
import { type CheckCase, parseCase } from "../checks/parse-case.ts";
import { type Ask, asked, samples, shopPairs, stories } from "../support/folders.ts";
import { sourceOf } from "../support/kube/cluster-of.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import type { RawObject } from "../support/snapshot.ts";
import { whyPlaybook } from "../support/why.ts";
import { contractClusters } from "./contract-clusters.ts";

const at = "2026-05-04T10:30:00Z";
const clusters = contractClusters(at);
afterAll(() => clusters.stop());

/** Both sources of what lies in folders. */
async function both(...paths: readonly string[]): Promise<{ files: Source; cluster: Source }> {
  const { api } = await clusters.ofFolders(paths);
  return { files: fileSource({ paths, at }), cluster: sourceOf(api, { at }) };
}

/** An answer without what may differ: where it stands in a file, and how much was read for it. */
function answerOf(source: Source, words: Asked): Promise<unknown> {
  return asAnswered(source, questionFrom(words));
}

async function asAnswered(source: Source, question: Question): Promise<unknown> {
  try {
    return comparable(toJson(await diagnose(question, whyPlaybook, source)));
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    return { code: error.code, message: error.message, candidates: error.candidates };
  }
}

function comparable({ gaps, assumptions, ...rest }: ReturnType<typeof toJson>): unknown {
  return JSON.parse(
    JSON.stringify(
      {
        ...rest,
        gaps: gaps.filter(({ why }) => !why.startsWith(ofFiles)),
        assumptions: assumptions.filter(({ what }) => !missing.test(what)),
      },
      (key, inner: unknown) => (["file", "line", "stats"].includes(key) ? undefined : inner),
    ),
  );
}

/** A snapshot without a Pod or a webhook is a poor snapshot; a cluster without one just has none. */
const ofFiles = "the snapshot holds none";
const missing = /in the (?:snapshot|cluster): (?:Istio's defaults are assumed|endpoints are derived)/;

const shop = new URL("../../examples/shop/", import.meta.url).pathname;

describe.each(stories.map((story) => [story.name, story] as const))("story %s", async (name, story) => {
  // The healthy story changes nothing, and an overlay that is empty would be told as a gap.
  const { objects, logs } = readKubeFolders([join(shop, "overlays", name)]);
  const overlay = objects.length + Object.keys(logs).length === 0 ? [] : [join(shop, "overlays", name)];
  const { files, cluster } = await both(join(shop, "base"), ...overlay);
  test("is told alike", async () => {
    expect(await answerOf(cluster, asked(story.ask))).toEqual(await answerOf(files, asked(story.ask)));
  });
});

describe("pairs of the example mesh", async () => {
  const { files, cluster } = await both(join(shop, "base"));
  const more: readonly Ask[] = [
    { from: "internet", to: "checkout" },
    { from: "nobody", to: "payment" },
    { from: "checkot", to: "payment" },
    { from: "checkout", to: "paymnt" },
    { from: "shop/checkout", to: "payment.shop.svc.cluster.local" },
    { from: "deploy/checkout", to: "payment" },
    { from: "sa/checkout", to: "payment" },
    { from: "checkout", to: "payment", request: "POST /charge" },
  ];
  test.each([...shopPairs, ...more].map((ask) => [`${ask.from} → ${ask.to} ${ask.request ?? ""}`, ask] as const))(
    "%s",
    async (_, ask) => {
      expect(await answerOf(cluster, asked(ask))).toEqual(await answerOf(files, asked(ask)));
    },
  );
});

describe("cases beside the checks", async () => {
  const { api, kube, lay, layCase } = await clusters.forCases();

  test.each(checkCases())("%s", async (_, given) => {
    const rests = restsOnSecrets(given);
    // A snapshot without any Secret says nothing about Secrets.
    const path = layCase(given, ...(rests ? [anySecret] : []));
    const cluster = await asAnswered(sourceOf(api, { at, secrets: rests }), given.question);
    expect(cluster).toEqual(await asAnswered(fileSource({ paths: [path], at }), given.question));
  });

  test.each(["shop", "istio-system", "elsewhere"])("access logging that %s switches off", async (namespace) => {
    const given = parseCase(
      "# case\n# ask: shop/checkout shop/payment\n# expect: healthy\n# base: two-services\n---\n",
    );
    const off: RawObject = {
      apiVersion: "telemetry.istio.io/v1",
      kind: "Telemetry",
      metadata: { name: "off", namespace },
      spec: { accessLogging: [{ disabled: true }] },
    };
    const path = lay([...(laidObjects(given) as readonly RawObject[]), off]);
    const cluster = await asAnswered(sourceOf(api, { at }), given.question);
    expect(cluster).toEqual(await asAnswered(fileSource({ paths: [path], at }), given.question));
    expect(JSON.stringify(cluster).includes("access logging is off for")).toBe(namespace !== "elsewhere");
  });

  test.each(checkCases().filter(([path]) => decidedBySecrets.includes(path)))(
    "%s is unknown where Secrets are not read",
    async (_, given) => {
      kube.set(laidObjects(given) as readonly RawObject[]);
      const { verdict, gaps } = await diagnose(given.question, whyPlaybook, sourceOf(api, { at }));
      expect(verdict).toBe("unknown");
      expect(gaps).toContainEqual(
        expect.objectContaining({ what: "Secrets", why: "meshwhy does not read them unless it is told to" }),
      );
    },
  );
});

const anySecret: RawObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "of-no-interest", namespace: "istio-system" },
};

/** Cases of which nobody can say how they end without knowing which Secrets there are. */
const decidedBySecrets: readonly string[] = [
  "gateway/serves-host/fails-certificate.yaml",
  "gateway/serves-host/passes-tls.yaml",
  "mtls/certificates-fit/fails-secret-missing.yaml",
];

/** Whether a certificate of a case comes from a Secret. */
function restsOnSecrets({ objects }: CheckCase): boolean {
  return JSON.stringify(objects).includes('"credentialName":');
}

describe("many pairs of the example mesh", async () => {
  const { files, cluster } = await both(join(shop, "base"), join(shop, "overlays", "wrong-principal"));
  const scopeOf = (of: string) => ({ of: [of], namespaces: [], pairs: [] });

  test.each(["shop", "payment", "ns/shop", "checkout"])("health of %s", async (of) => {
    const told = async (source: Source) => {
      const { entries, verdict } = health(await source.read(scopeOf(of)), whyPlaybook, scopeOf(of), { most: 50 });
      return {
        verdict,
        // Among equals those with more logged calls come first, and not every log of a scope is read of a cluster.
        entries: entries.map((entry) => `${verdictOf(entry)}: ${entry.pair}`).sort(),
      };
    };
    expect(await told(cluster)).toEqual(await told(files));
  });

  test.each(["payment", "checkout", "frontend"])("who calls %s", async (of) => {
    const told = async (source: Source) => {
      const { callers, callees } = who(await source.read(scopeOf(of)), { of });
      return [callers, callees].map((some) => some.map(({ ref }) => `${ref.namespace}/${ref.name}`).sort());
    };
    expect(await told(cluster)).toEqual(await told(files));
  });
});

describe.each(samples.map((sample) => [sample.name, sample] as const))("%s", async (_, { path, asks }) => {
  const { files, cluster } = await both(path);
  test.each(asks.map((ask) => [`${ask.from} → ${ask.to}`, ask] as const))("%s", async (_, ask) => {
    expect(await answerOf(cluster, asked(ask))).toEqual(await answerOf(files, asked(ask)));
  });
});
