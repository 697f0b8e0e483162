import { describe, expect, test } from "vitest";
import type { RawObject } from "../../support/snapshot.ts";
import { entryOf, live, probes, webhook } from "./probes.ts";

const istiod = (version: string): RawObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: `istiod-${version}`, namespace: "istio-system", labels: { app: "istiod" } },
  spec: { containers: [{ name: "discovery", image: `docker.io/istio/pilot:${version}` }] },
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
