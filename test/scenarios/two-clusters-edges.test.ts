/** Pairs that span two clusters, where one of them has, says or hides something that the other does not. */
import { describe, expect, test } from "vitest";
import type { Diagnosis, Verdict } from "../../src/model/diagnosis.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import { endings } from "../../src/model/trace.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { pairSource } from "../../src/source/pair-source.ts";
import { askBoth, pathsOf, twoClusters } from "../support/two-clusters.ts";

function endsOf({ traces }: Diagnosis): readonly string[] {
  const [main] = traces;
  return main === undefined ? [] : endings(main).map(({ end, share }) => `${share.n}/${share.d} ${end.disposition}`);
}

function culpritOf({ culprit }: Diagnosis): string | undefined {
  return culprit === undefined
    ? undefined
    : `${culprit.kind} ${culprit.namespace}/${culprit.name}@${culprit.cluster} ${culprit.path}`;
}

/** What the answer says that it does not know, or takes for granted. */
function notedIn({ gaps, assumptions }: Diagnosis): string {
  return [...gaps, ...assumptions].map(({ what }) => what).join("\n");
}

const across = ["networks", "gateway"];
const arrives = ["1/4 delivered", "3/4 delivered"];
const unknownThere = ["1/4 delivered", "3/4 unknown"];
const callers = "AuthorizationPolicy shop/payment-callers@west spec.rules[0].from[0].source.principals[0]";

interface Told {
  readonly verdict: Verdict;
  readonly ends: readonly string[];
  readonly culprit?: string;
  readonly noted?: string;
}

const told: readonly (readonly [title: string, overlays: readonly string[], told: Told])[] = [
  [
    "reaches a Service that only the other cluster has, where a route leads to it",
    ["only-west"],
    { verdict: "healthy", ends: ["1/1 delivered"] },
  ],
  [
    "is refused at a Service that only the other cluster has",
    ["only-west", "denied"],
    { verdict: "broken", ends: ["1/1 denied"], culprit: callers },
  ],
  [
    "does not know what becomes of it at a headless Service that only the other cluster has",
    ["only-west", "only-west-headless"],
    { verdict: "unknown", ends: ["1/1 unknown"], noted: "a Service of cluster west alone that stays at home" },
  ],
  [
    "does not know the network of endpoints that the caller's meshNetworks describe",
    ["gateway", "mesh-networks"],
    { verdict: "unknown", ends: unknownThere, noted: "networks that meshNetworks" },
  ],
  [
    "finds the network at the namespace of istiod, not at the root namespace",
    [...across, "root-namespace", "gateway-mode"],
    {
      verdict: "degraded",
      ends: ["1/4 delivered", "3/4 refused"],
      culprit: "Gateway istio-system/cross-network-gateway@west spec.servers[0].tls.mode",
    },
  ],
  [
    "says that places are not read, where near endpoints come first and all take it",
    ["nearby"],
    { verdict: "healthy", ends: arrives, noted: "those near the caller come first: where they are is not read" },
  ],
  [
    "does not know whether a request gets to a cluster that refuses it, where near endpoints come first",
    ["nearby", "denied"],
    { verdict: "unknown", ends: unknownThere, noted: "near enough to get requests" },
  ],
  [
    "does not know it where the Service asks for near endpoints",
    ["prefer-close", "denied"],
    { verdict: "unknown", ends: unknownThere, noted: "spec.trafficDistribution" },
  ],
  [
    "is refused in the caller's own cluster, however near the others are",
    ["nearby", "denied-east"],
    {
      verdict: "degraded",
      ends: ["1/4 denied", "3/4 delivered"],
      culprit: "AuthorizationPolicy shop/payment-callers@east spec.rules[0].from[0].source.principals[0]",
    },
  ],
  [
    "does not know whether its own cluster gets a request, where shares are written down by place",
    ["distributed", "denied-east"],
    { verdict: "unknown", ends: ["1/4 unknown", "3/4 delivered"], noted: "localityLbSetting.distribute" },
  ],
  [
    "fails wherever it goes, where both clusters refuse it",
    ["distributed", "denied", "denied-east"],
    {
      verdict: "broken",
      ends: ["1/4 denied", "3/4 denied"],
      culprit: callers,
    },
  ],
  [
    "is refused by share where near endpoints are switched off",
    ["nearby-off", "denied"],
    { verdict: "degraded", ends: ["1/4 delivered", "3/4 denied"], culprit: callers },
  ],
  [
    "does not know whether a NetworkPolicy lets it out to a gateway that has a name for its address",
    [...across, "gateway-name"],
    { verdict: "unknown", ends: unknownThere, noted: "the addresses of east-west.example" },
  ],
  [
    "does not follow a gateway of the Gateway API",
    [...across, "gateway-api"],
    { verdict: "unknown", ends: unknownThere, noted: "that the Gateway API describes" },
  ],
  [
    "does not follow a subset that has other labels at the gateway",
    [...across, "gateway-subset", "other-subset"],
    { verdict: "unknown", ends: unknownThere, noted: "subset all, which has other labels in west" },
  ],
  [
    "does not follow a port number that means another port at the gateway",
    [...across, "other-port"],
    { verdict: "unknown", ends: unknownThere, noted: 'for "http-admin", where the caller means "http"' },
  ],
  [
    "does not pass for left out where istiod marks an endpoint for mTLS and the caller speaks plaintext",
    [...across, "auto-mtls-off"],
    { verdict: "unknown", ends: unknownThere, noted: "spoken to in plaintext" },
  ],
  [
    "does not know which pods of a headless Service a proxy that answers DNS names",
    ["headless", "dns-capture"],
    { verdict: "unknown", ends: ["1/1 unknown"], noted: "with pods in cluster west" },
  ],
  [
    "blames the pods of the other cluster, where the Service here is a name alone",
    ["name-only", "west-unready"],
    { verdict: "broken", ends: ["1/1 no-endpoint"], culprit: "Deployment shop/payment@west spec.template" },
  ],
  [
    "blames pods of the other cluster that no slice lists, where the Service here is a name alone",
    ["name-only", "west-empty"],
    { verdict: "broken", ends: ["1/1 no-endpoint"], culprit: "Deployment shop/payment@west spec.template" },
  ],
];

describe("a request from east to a service of both clusters", () => {
  test.each(told)("%s", async (_, overlays, { verdict, ends, culprit, noted }) => {
    const diagnosis = await askBoth(twoClusters(overlays));
    expect(diagnosis.verdict, diagnosis.summary).toBe(verdict);
    expect(endsOf(diagnosis)).toEqual(ends);
    expect(culpritOf(diagnosis)).toBe(culprit);
    expect(notedIn(diagnosis)).toContain(noted ?? "");
  });
});

test("a host that the caller's cluster lacks may be in another cluster that cannot be read", async () => {
  const trouble = new MeshError(
    "CLUSTER_UNAVAILABLE",
    'Cannot read cluster "west": it is silent',
    "Look at the network.",
  );
  const both = pairSource(
    { cluster: "east", source: fileSource({ paths: pathsOf("east", ["only-west"]) }) },
    { cluster: "west", source: { read: () => Promise.reject(trouble) } },
  );
  const { verdict, culprit } = await askBoth(both);
  expect([verdict, culprit]).toEqual(["unknown", undefined]);
});

describe("a name that only the other cluster has", () => {
  test.each<[string, readonly string[], Verdict, string]>([
    ["is not found", [], "broken", "1/1 name-not-found"],
    ["may be resolved by a proxy that answers DNS", ["dns-capture"], "unknown", "1/1 unknown"],
  ])("%s", async (_, overlays, verdict, end) => {
    const west = pathsOf("west", ["only-west"]);
    const both = pairSource(
      { cluster: "east", source: fileSource({ paths: pathsOf("east", overlays) }) },
      { cluster: "west", source: fileSource({ paths: west }) },
    );
    const diagnosis = await askBoth(both, "checkout@east", "payment-v2@west");
    expect(diagnosis.verdict).toBe(verdict);
    expect(endsOf(diagnosis)).toEqual([end]);
  });
});

test("an address in a log of another network is not the caller's, though it has the same", async () => {
  const logged = new URL("two-clusters/logged", import.meta.url).pathname;
  const both = pairSource(
    { cluster: "east", source: fileSource({ paths: pathsOf("east", across) }) },
    { cluster: "west", source: fileSource({ paths: [...pathsOf("west", across), logged] }) },
  );
  const { observed, verdict } = await askBoth(both);
  expect(observed.calls).toEqual([]);
  expect(verdict).toBe("healthy");
});
