/** What mesh doctor makes of what was tried. */
import { describe, expect, test } from "vitest";
import { type ConfigProbe, doctor } from "../../src/diagnose/doctor.ts";
import type { CheckupEntry, LiveProbes, Probes, RightProbe } from "../../src/model/doctor.ts";
import type { RawObject } from "../support/snapshot.ts";
import { snapshotOf } from "../support/snapshot.ts";

const at = "2026-11-20T14:00:00Z";
const live: LiveProbes = {
  reach: [
    { step: "tcp", state: "well", what: "port 443 of 10.0.0.1 is open" },
    { step: "tls", state: "well", what: "the server's certificate is trusted, and good until 2027-01-01" },
    { step: "authentication", state: "well", what: "asks as meshwhy" },
  ],
  version: "v1.34.2",
  served: { "networking.istio.io": ["v1", "v1beta1"] },
  rights: [],
  excess: [],
};

function probes(objects: readonly RawObject[] = [], more: Partial<Probes> = {}): Probes {
  const { resources } = snapshotOf(objects);
  return { name: "prod-eu", live, resources, gaps: [], at, here: at, ...more };
}

function right(more: Partial<RightProbe>): RightProbe {
  return {
    name: "list pods",
    rule: '{apiGroups: [""], resources: [pods], verbs: [list]}',
    without: "who calls",
    need: "needed",
    granted: "reader",
    isClusterWide: false,
    answer: { is: "yes" },
    ...more,
  };
}

function entryOf(given: Probes, id: string, config?: ConfigProbe): CheckupEntry | undefined {
  return doctor(given, config)
    .groups.flatMap(({ entries }) => entries)
    .find((entry) => entry.id === id);
}

const webhook = (revision?: string): RawObject => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingWebhookConfiguration",
  metadata: {
    name: `injector-${revision ?? "default"}`,
    labels: revision === undefined ? {} : { "istio.io/rev": revision },
  },
  webhooks: [{ name: "namespace.sidecar-injector.istio.io" }],
});
const istiod = (version: string): RawObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: `istiod-${version}`, namespace: "istio-system", labels: { app: "istiod" } },
  spec: { containers: [{ name: "discovery", image: `docker.io/istio/pilot:${version}` }] },
});
const meshConfig = (text: string): RawObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "istio", namespace: "istio-system" },
  data: { mesh: text },
});
const telemetry = (name: string, namespace: string, spec: object): RawObject => ({
  apiVersion: "telemetry.istio.io/v1",
  kind: "Telemetry",
  metadata: { name, namespace },
  spec,
});
const payment = { matchLabels: { app: "payment" } };
const enabled = { accessLogging: [{ providers: [{ name: "envoy" }] }] };
const disabled = { accessLogging: [{ disabled: true }] };

describe("access logging", () => {
  test.each<[string, readonly RawObject[], string, RegExp]>([
    ["accessLogFile", [meshConfig("accessLogFile: /dev/stdout")], "well", /accessLogFile \/dev\/stdout/],
    ["a file in the pod", [meshConfig("accessLogFile: /tmp/log")], "warning", /cannot be read/],
    [
      "a default provider",
      [meshConfig("defaultProviders: {accessLogging: [envoy]}")],
      "well",
      /default provider envoy/,
    ],
    [
      "a Telemetry of the root namespace",
      [meshConfig("{}"), telemetry("all", "istio-system", enabled)],
      "well",
      /Telemetry istio-system\/all/,
    ],
    ["nothing", [meshConfig("{}")], "warning", /^off for the whole mesh$/],
    [
      "a Telemetry that switches it off",
      [meshConfig("accessLogFile: /dev/stdout"), telemetry("none", "istio-system", disabled)],
      "warning",
      /off for the whole mesh, by Telemetry istio-system\/none/,
    ],
    [
      "one that switches it off for some",
      [meshConfig("accessLogFile: /dev/stdout"), telemetry("quiet", "shop", { selector: payment, ...disabled })],
      "warning",
      /on for the whole mesh.*switched off for some by Telemetry shop\/quiet/,
    ],
    [
      "one of a workload",
      [meshConfig("{}"), telemetry("payment", "shop", { selector: payment, ...enabled })],
      "warning",
      /on for some workloads only, by Telemetry shop\/payment/,
    ],
  ])("with %s", (_, objects, condition, what) => {
    expect(entryOf(probes(objects), "access-log")).toMatchObject({ condition, what: expect.stringMatching(what) });
  });

  test("that is off is switched on for one workload alone, by what is printed", () => {
    const { command = "" } = entryOf(probes([meshConfig("{}")]), "access-log") ?? {};
    expect(command).toContain("selector: {matchLabels: {app: payment}}");
  });

  test("is not known where the settings could not be read", () => {
    const gaps = [{ what: "ConfigMap istio-system/istio", why: "403", kind: "ConfigMap" as const }];
    expect(entryOf(probes([], { gaps }), "access-log")?.what).toContain("not known");
  });
});

describe("the clock", () => {
  test.each([
    ["2026-11-20T14:00:03Z", "well", "agree"],
    ["2026-11-20T14:00:09Z", "warning", "9 seconds ahead of"],
    ["2026-11-20T13:50:00Z", "warning", "10 minutes behind"],
  ])("at %s here: %s", (here, condition, what) => {
    expect(entryOf(probes([], { here }), "clock")).toMatchObject({ condition, what: expect.stringContaining(what) });
  });
});

describe("a snapshot", () => {
  const old = (here: string, moment = at): Probes => {
    const { live: _, ...rest } = probes([webhook()], { here, at: moment });
    return rest;
  };

  test.each([
    ["2026-11-20T15:00:00Z", "well", "60 minutes old"],
    ["2026-11-23T14:00:00Z", "warning", "3 days old"],
  ])("at %s is %s", (here, condition, what) => {
    expect(entryOf(old(here), "age")).toMatchObject({ condition, what: expect.stringContaining(what) });
  });

  test("that tells no time is not called 56 years old", () => {
    expect(entryOf(old(at, "1970-01-01T00:00:00Z"), "age")?.what).toContain("nothing in the snapshot tells");
  });

  test("has no way to it, no rights and no clock", () => {
    expect(doctor(old(at)).groups.map(({ title }) => title)).toEqual(["Versions", "Access logging", "Age"]);
  });
});

describe("versions", () => {
  test("of Istio come from istiod, revisions from webhooks", () => {
    expect(entryOf(probes([istiod("1.30.1"), webhook(), webhook("1-31")]), "version/istio")?.what).toBe(
      "Istio 1.30.1, revision 1-31, default",
    );
  });

  test("that cannot be read are said to be unknown", () => {
    const gaps = [{ what: "Pods", why: "403", kind: "Pod" as const }];
    expect(entryOf(probes([], { gaps }), "version/istio")?.what).toContain("could not be read");
  });

  test("without any kind of Istio: another cluster is meant", () => {
    const bare = probes([], { live: { ...live, served: { apps: ["v1"] } } });
    expect(entryOf(bare, "version/istio-api")).toMatchObject({ condition: "missing" });
  });

  test.each<[string, readonly RawObject[], string]>([
    ["sidecars", [webhook()], "in use: sidecars"],
    [
      "ambient",
      [
        {
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: "shop", labels: { "istio.io/dataplane-mode": "ambient" } },
        },
      ],
      "in use: ambient (1 namespace, 0 waypoints)",
    ],
    [
      "several networks",
      [
        webhook(),
        {
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: "istio-system", labels: { "topology.istio.io/network": "net-1" } },
        },
      ],
      "in use: sidecars, several clusters or networks (here: net-1)",
    ],
    ["nothing", [], "neither sidecars nor ambient were found"],
  ])("name %s", (_, objects, what) => {
    expect(entryOf(probes(objects), "features")?.what).toBe(what);
  });
});

describe("rights", () => {
  const withRights = (...rights: readonly RightProbe[]): Probes => probes([], { live: { ...live, rights } });

  test("that are there are one line", () => {
    const checkup = doctor(withRights(right({}), right({ name: "list services" })));
    expect(checkup.groups.find(({ title }) => title === "Permissions")?.entries.map(({ what }) => what)).toEqual([
      "all 2 rights that questions take are there",
    ]);
  });

  test.each<[string, Partial<RightProbe>, string, RegExp]>([
    ["a missing one", { answer: { is: "no" } }, "missing", /not allowed/],
    ["a helpful one", { need: "helpful", answer: { is: "no" } }, "warning", /not allowed/],
    ["one that cannot be asked", { answer: { is: "untold", why: "500" } }, "warning", /could not be asked: 500/],
    [
      "one that lacks in a namespace",
      { answer: { is: "some", allowed: ["shop"], denied: ["bank"] } },
      "missing",
      /only in shop, not in bank/,
    ],
  ])("%s says the rule to add", (_, more, condition, what) => {
    const found = entryOf(withRights(right(more)), "right/list pods");
    expect(found).toMatchObject({ condition, what: expect.stringMatching(what) });
    expect(found?.command).toBe('- {apiGroups: [""], resources: [pods], verbs: [list]}');
  });

  test("in chosen namespaces are no fault, nor is that what belongs to none is not granted", () => {
    const some = { is: "some", allowed: ["shop", "istio-system"], denied: [] } as const;
    const wide = right({ name: "list namespaces", isClusterWide: true, answer: { is: "no" } });
    expect(doctor(withRights(right({ answer: some }), wide)).condition).toBe("warning");
    expect(doctor(withRights(right({}), wide)).condition).toBe("missing");
  });

  test("that are optional never count as missing", () => {
    const logs = right({ name: "get pods/log", need: "optional", granted: "logs", answer: { is: "no" } });
    expect(doctor(withRights(right({}), logs)).condition).toBe("warning");
    expect(entryOf(withRights(logs), "optional/logs")?.hint).toContain("infra/kubernetes/logs");
  });
});

describe("the configuration", () => {
  test("that is wrong is missing, with what to do", () => {
    const config = { file: "meshwhy.yaml", trouble: 'Cannot use "meshwhy.yaml": line 3', next: "Correct it." };
    expect(entryOf(probes(), "config/file", config)).toMatchObject({ condition: "missing", hint: "Correct it." });
  });

  test("that is right is said", () => {
    expect(entryOf(probes(), "config/file", { file: "meshwhy.yaml", clusters: 1 })?.what).toBe(
      "meshwhy.yaml is right, and names 1 cluster",
    );
  });
});

test("nothing is said of a cluster that was not reached but where it ends", () => {
  const reach = [
    ...live.reach.slice(0, 1),
    { step: "tls" as const, state: "failed" as const, what: "expired", hint: "Renew it." },
  ];
  const checkup = doctor(probes([], { live: { ...live, reach } }));
  expect(checkup.condition).toBe("unreachable");
  expect(checkup.groups.map(({ title }) => title)).toEqual(["Reachability"]);
});
