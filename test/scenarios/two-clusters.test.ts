/** Pairs that span two clusters: what is told of two small meshes, east and west. */
import { describe, expect, test } from "vitest";
import { answer } from "../../src/diagnose/answer.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import type { Diagnosis, Verdict } from "../../src/model/diagnosis.ts";
import { compareFractions, fraction } from "../../src/model/fraction.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Source } from "../../src/model/source.ts";
import { endings } from "../../src/model/trace.ts";
import { toJson } from "../../src/render/json.ts";
import { toText } from "../../src/render/text.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { pairSource } from "../../src/source/pair-source.ts";
import { withClusters } from "../../src/source/with-clusters.ts";
import { askBoth, pathsOf, twoClusters } from "../support/two-clusters.ts";
import { whyPlaybook } from "../support/why.ts";

/** `1/4 delivered`, in path order. */
function endsOf({ traces }: Diagnosis): readonly string[] {
  const [main] = traces;
  return main === undefined ? [] : endings(main).map(({ end, share }) => `${share.n}/${share.d} ${end.disposition}`);
}

interface Told {
  readonly verdict: Verdict;
  readonly ends: readonly string[];
  /** `AuthorizationPolicy shop/x@west spec.rules[0]`. */
  readonly culprit?: string;
  /** The culprit's fix delivers everything. */
  readonly fixed?: true;
}

const arrives = ["1/4 delivered", "3/4 delivered"];
const across = ["networks", "gateway"];

const told: readonly (readonly [string, readonly string[], Told])[] = [
  ["reaches the endpoints of both clusters", [], { verdict: "healthy", ends: arrives }],
  [
    "counts an endpoint once that was imported from the other cluster",
    ["imported"],
    { verdict: "healthy", ends: arrives },
  ],
  [
    "is refused by a policy of one cluster only",
    ["denied"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 denied"],
      culprit: "AuthorizationPolicy shop/payment-callers@west spec.rules[0].from[0].source.principals[0]",
      fixed: true,
    },
  ],
  [
    "does not know whether another network is routed to",
    ["networks"],
    { verdict: "unknown", ends: ["1/4 delivered", "3/4 unknown"] },
  ],
  ["goes through the gateway of another network", across, { verdict: "healthy", ends: arrives }],
  [
    "is judged by the server's policies behind a gateway, too",
    ["denied", ...across],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 denied"],
      culprit: "AuthorizationPolicy shop/payment-callers@west spec.rules[0].from[0].source.principals[0]",
      fixed: true,
    },
  ],
  [
    "is turned away where the gateway does not pass TLS on",
    [...across, "gateway-mode"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 refused"],
      culprit: "Gateway istio-system/cross-network-gateway@west spec.servers[0].tls.mode",
    },
  ],
  [
    "is turned away where the gateway passes other hosts on",
    [...across, "gateway-hosts"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 reset"],
      culprit: "Gateway istio-system/cross-network-gateway@west spec.servers[0].hosts",
      fixed: true,
    },
  ],
  [
    "is turned away where no pod of the gateway is ready",
    [...across, "gateway-down"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 refused"],
      culprit: "Service istio-system/istio-eastwestgateway@west spec.selector",
    },
  ],
  [
    "is turned away where the gateway knows the port by another number",
    [...across, "gateway-port"],
    { verdict: "degraded", ends: ["1/4 delivered", "3/4 reset"], culprit: "Service shop/payment@west spec.ports" },
  ],
  [
    "is turned away where the gateway's own cluster declares no such subset",
    [...across, "gateway-subset"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 reset"],
      culprit: "Gateway istio-system/cross-network-gateway@west spec.servers[0].hosts",
    },
  ],
  [
    "leaves out what is in another network where it speaks plaintext",
    [...across, "plaintext"],
    { verdict: "healthy", ends: ["1/1 delivered"] },
  ],
  ["stays at home where the host is cluster-local", ["cluster-local"], { verdict: "healthy", ends: ["1/1 delivered"] }],
  [
    "stays at home where the port has another name there",
    ["port-name"],
    { verdict: "healthy", ends: ["1/1 delivered"] },
  ],
  [
    "is a stranger to another trust domain",
    ["trust-domain"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 tls-error"],
      culprit: "ConfigMap istio-system/istio@west mesh.trustDomainAliases",
    },
  ],
  ["is known by an alias of its trust domain", ["trust-domain", "alias"], { verdict: "healthy", ends: arrives }],
  [
    "expects its own trust domain of servers before Istio 1.29",
    ["trust-domain", "alias", "istio-1.28"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 tls-error"],
      culprit: "ConfigMap istio-system/istio@east mesh.trustDomainAliases",
    },
  ],
  [
    "knows the other trust domain since",
    ["trust-domain", "alias", "istio-1.29"],
    { verdict: "healthy", ends: arrives },
  ],
  [
    "goes through a gateway where its proxy names no network",
    [...across, "unnamed"],
    { verdict: "healthy", ends: arrives },
  ],
  [
    "is turned away by nobody where its proxy names no network before Istio 1.30: no gateway is asked",
    [...across, "gateway-down", "unnamed", "istio-1.29"],
    { verdict: "healthy", ends: arrives },
  ],
  [
    "is an address to NetworkPolicies of the other cluster, whatever its labels",
    ["network-policy"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 hangs"],
      culprit: "NetworkPolicy shop/payment@west spec.ingress[0].from",
    },
  ],
];

describe("a request from east to a service of both clusters", () => {
  test.each(told)("%s", async (_, overlays, { verdict, ends, culprit, fixed }) => {
    const diagnosis = await askBoth(twoClusters(overlays));
    expect(diagnosis.verdict, diagnosis.summary).toBe(verdict);
    expect(endsOf(diagnosis)).toEqual(ends);
    const blamed = diagnosis.culprit;
    expect(
      blamed === undefined
        ? undefined
        : `${blamed.kind} ${blamed.namespace}/${blamed.name}@${blamed.cluster} ${blamed.path}`,
    ).toBe(culprit);
    const fix = diagnosis.findings[0]?.fix;
    expect(
      fix === undefined ? undefined : compareFractions(fix.deliveredShare, fraction(1)) === 0 ? true : fix.outcome,
    ).toBe(fixed);
  });

  test("names the cluster of the culprit, its lines, its file and its commands", async () => {
    const { culprit, findings } = await askBoth(twoClusters(["denied"]));
    expect(culprit).toMatchObject({ cluster: "west", file: "west.yaml", line: 10 });
    expect(culprit?.excerpt?.find(({ marked }) => marked)?.text).toContain("cluster.local/ns/shop/sa/refunds");
    expect(culprit?.excerpt?.map(({ text }) => text).join("\n")).not.toContain("cluster: west");
    const fix = findings[0]?.fix;
    expect(fix?.command[0]).toMatch(/^# in cluster west:\nkubectl patch authorizationpolicy payment-callers -n shop /);
    expect(fix?.undo[0]).toMatch(/^# in cluster west:\nkubectl patch /);
    expect(fix?.changes[0]?.ref.cluster).toBe("west");
  });

  test("has a fix whose side effects are looked for among the workloads of both clusters", async () => {
    const { findings } = await askBoth(twoClusters(["denied"]));
    expect(findings[0]?.fix?.sideEffects).toEqual(["no change for the 2 other workloads read"]);
  });

  test("has both clusters in the contract", async () => {
    const { question, culprit, findings } = toJson(await askBoth(twoClusters(["denied"])));
    expect([question.from.cluster, question.to.cluster]).toEqual(["east", "west"]);
    expect(culprit).toMatchObject({ cluster: "west" });
    expect(findings[0]?.evidence.map((one) => (one.kind === "field" ? one.resource.cluster : undefined))).toContain(
      "west",
    );
  });

  test("says what it rests on and nobody can read", async () => {
    const { assumptions } = await askBoth(twoClusters([]));
    const texts = assumptions.map(({ what }) => what).join("\n");
    for (const said of ["istiod of east watches cluster west", "come from one root", "reach each other's addresses"])
      expect(texts).toContain(said);
  });

  test("says why it stays at home", async () => {
    const { assumptions } = await askBoth(twoClusters(["cluster-local"]));
    expect(assumptions.map(({ what }) => what).join("\n")).toContain(
      "all requests stay in cluster east: ConfigMap istio-system/istio@east mesh.serviceSettings[0].settings.clusterLocal",
    );
  });

  test("is answered alike whenever it is asked", async () => {
    for (const overlays of [[], ["denied"], [...across, "gateway-mode"]]) {
      const [first, second] = [await askBoth(twoClusters(overlays)), await askBoth(twoClusters(overlays))];
      expect(JSON.stringify(toJson(second))).toBe(JSON.stringify(toJson(first)));
      expect(toText(second, { width: 100, color: false })).toBe(toText(first, { width: 100, color: false }));
    }
  });
});

describe("what proxies logged", () => {
  const logged = new URL("two-clusters/logged", import.meta.url).pathname;

  test("counts, whichever cluster its pod is in", async () => {
    const source = pairSource(
      { cluster: "east", source: fileSource({ paths: pathsOf("east", []) }) },
      { cluster: "west", source: fileSource({ paths: [...pathsOf("west", ["denied"]), logged] }) },
    );
    const { observed, verdict, basis } = await askBoth(source);
    expect(observed.logged).toEqual({ client: false, server: true });
    expect(observed.calls.map(({ server }) => server?.pod.cluster)).toEqual(["west", "west", "west"]);
    expect(observed.calls.every(({ failed }) => failed)).toBe(true);
    expect([verdict, basis]).toEqual(["degraded", "both"]);
  });

  test("is of the cluster that it was read from, whatever the names of pods", async () => {
    const source = pairSource(
      { cluster: "east", source: fileSource({ paths: [...pathsOf("east", []), logged] }) },
      { cluster: "west", source: fileSource({ paths: pathsOf("west", ["denied"]) }) },
    );
    const { observed } = await askBoth(source);
    expect(observed.logged).toEqual({ client: false, server: false });
  });
});

describe("a cluster that cannot be read", () => {
  const east: Source = fileSource({ paths: pathsOf("east", []) });
  const dead: Source = {
    read: () =>
      Promise.reject(
        new MeshError("CLUSTER_UNAVAILABLE", 'Cannot read cluster "west": it does not answer', "Look at the network."),
      ),
  };

  test("leaves the answer unknown, with a gap that names it", async () => {
    const diagnosis = await askBoth(pairSource({ cluster: "east", source: east }, { cluster: "west", source: dead }));
    expect(diagnosis.verdict).toBe("unknown");
    expect(diagnosis.gaps).toContainEqual(
      expect.objectContaining({ what: "cluster west", why: 'Cannot read cluster "west": it does not answer' }),
    );
    expect(diagnosis.pair.to).toMatchObject({ name: "payment", cluster: "west" });
  });

  test("leaves no answer where it is the caller's", async () => {
    const west = { cluster: "west", source: fileSource({ paths: pathsOf("west", []) }) };
    await expect(askBoth(pairSource({ cluster: "east", source: dead }, west))).rejects.toThrow("it does not answer");
  });

  test("is no shield for a mistake of our own", async () => {
    const broken: Source = { read: () => Promise.reject(new TypeError("a bug")) };
    await expect(
      askBoth(pairSource({ cluster: "east", source: east }, { cluster: "west", source: broken })),
    ).rejects.toThrow("a bug");
  });
});

describe("a service of one cluster", () => {
  /** East without the Service of payment. */
  async function without(kinds: readonly ("Service" | "EndpointSlice")[]): Promise<Source> {
    const whole = await twoClusters([]).read(questionFrom({ from: "checkout@east", to: "payment@west" }));
    const resources = { ...whole.resources };
    for (const kind of kinds)
      Object.assign(resources, {
        [kind]: (whole.resources[kind] ?? []).filter(({ metadata }) => !metadata.name.startsWith("payment")),
      });
    const cut: Snapshot = { ...whole, resources };
    return { read: () => Promise.resolve(cut) };
  }

  test("has no name in the other: DNS knows the Services of its own cluster", async () => {
    const { verdict, traces } = await askBoth(await without(["Service", "EndpointSlice"]));
    expect(verdict).toBe("broken");
    expect(endsOf({ traces } as Diagnosis)).toEqual(["1/1 name-not-found"]);
    expect(
      traces
        .flatMap(endings)
        .flatMap(({ end }) => end.because)
        .map((one) => (one.kind === "absence" ? one.what : ""))
        .join("\n"),
    ).toContain("cluster west has a Service of this name");
  });

  test("is not found where it is looked up in a cluster that lacks it", async () => {
    await expect(askBoth(twoClusters([]), "checkout@east", "paymnt@west")).rejects.toThrow(
      'Cannot find "paymnt": no workload, Service or service account that was read of cluster west has that name',
    );
  });

  test("cannot be an address: that says nothing of its cluster", async () => {
    await expect(askBoth(twoClusters([]), "checkout@east", "10.2.0.21@west")).rejects.toThrow(
      "says nothing of its cluster",
    );
  });
});

describe("endpoints of a cluster that is not read", () => {
  const ask = async (to: string, overlay: string, clusters: readonly string[]): Promise<Diagnosis> => {
    const question = questionFrom({ from: "checkout", to });
    const source = withClusters(fileSource({ paths: pathsOf("east", [overlay]) }), clusters);
    return answer(question, whyPlaybook, await source.read(question));
  };

  test("are unknown with their share, and how to ask is told", async () => {
    const diagnosis = await ask("payment", "imported", ["east", "west"]);
    expect(diagnosis.verdict).toBe("unknown");
    expect(endsOf(diagnosis).toSorted()).toEqual(["1/2 delivered", "1/2 unknown"]);
    expect(diagnosis.gaps).toContainEqual(
      expect.objectContaining({ what: "endpoints in cluster west", grant: "mesh why shop/checkout shop/payment@west" }),
    );
  });

  test("are to be named first where no configuration knows their cluster", async () => {
    const { gaps } = await ask("payment", "imported", ["east"]);
    expect(gaps.map(({ grant }) => grant)).toContain(
      "mesh why shop/checkout shop/payment@west, once meshwhy.yaml names cluster west",
    );
  });

  test("are told by the label of a ServiceEntry's endpoint", async () => {
    const diagnosis = await ask("ledger.example", "entry", []);
    expect(endsOf(diagnosis)).toContain("1/2 unknown");
    expect(diagnosis.gaps.map(({ what }) => what)).toContain("endpoints in cluster west");
  });
});

describe("what proxies said", () => {
  test("is left out of a pair of two clusters, and the answer says so", async () => {
    const source = (cluster: string): Source => fileSource({ paths: pathsOf(cluster, []) });
    const east = source("east");
    const asked: Source = { read: async (question) => ({ ...(await east.read(question)), proxies: [] }) };
    const both = pairSource({ cluster: "east", source: asked }, { cluster: "west", source: source("west") });
    const question = questionFrom({ from: "checkout@east", to: "payment@west" });
    const { assumptions, steps, verdict } = answer(question, whyPlaybook, await both.read(question));
    expect(verdict).toBe("healthy");
    expect(assumptions.map(({ what }) => what)).toContainEqual(
      expect.stringContaining("what they say is looked at only"),
    );
    expect(steps.filter(({ check }) => check.startsWith("proxy/"))).toEqual([]);
  });
});
