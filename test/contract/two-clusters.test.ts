/** A pair of two clusters has the same answer from files and from two API servers. */
import { afterAll, describe, expect, test } from "vitest";
import type { Source } from "../../src/model/source.ts";
import { toJson } from "../../src/render/json.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { pairSource } from "../../src/source/pair-source.ts";
import { apiOf, sourceOf } from "../support/kube/cluster-of.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { startFakeKube } from "../support/kube/start-fake-kube.ts";
import { askBoth, pathsOf } from "../support/two-clusters.ts";

const at = "2026-05-04T10:30:00Z";
const running: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
});

async function live(paths: readonly string[], forbidden?: string): Promise<Source> {
  const kube = await startFakeKube({ ...readKubeFolders(paths), now: at });
  if (forbidden !== undefined) kube.faults.add({ resource: forbidden, fault: { is: "forbidden" } });
  const api = apiOf(kube);
  running.push({
    stop: async () => {
      await api.close();
      await kube.stop();
    },
  });
  return sourceOf(api, { at });
}

async function answerOf(east: Source, west: Source): Promise<unknown> {
  const both = pairSource({ cluster: "east", source: east }, { cluster: "west", source: west });
  const { gaps: _, assumptions: __, ...told } = toJson(await askBoth(both));
  return JSON.parse(
    JSON.stringify(told, (key, inner: unknown) => (["file", "line", "stats"].includes(key) ? undefined : inner)),
  );
}

test.each([
  ["healthy", []],
  ["refused in west", ["denied"]],
  ["through a gateway", ["networks", "gateway"]],
  ["turned away by a gateway", ["networks", "gateway", "gateway-mode"]],
  ["of strange trust domains", ["trust-domain"]],
  ["to a Service of one cluster", ["only-west"]],
  ["to near endpoints", ["nearby", "denied"]],
  ["to near endpoints, as the Service asks", ["prefer-close", "denied"]],
  ["of networks that are described elsewhere", ["gateway", "mesh-networks"]],
  ["through a gateway of the Gateway API", ["networks", "gateway", "gateway-api"]],
] as const)("%s", async (_, overlays) => {
  const [east, west] = [pathsOf("east", overlays), pathsOf("west", overlays)];
  const files = await answerOf(fileSource({ paths: east, at }), fileSource({ paths: west, at }));
  expect(await answerOf(await live(east), await live(west))).toEqual(files);
});

describe("what a cluster does not let anybody read", () => {
  test.each([
    ["pods", "west", ["networks", "gateway"]],
    ["pods", "west", ["networks", "gateway", "unnamed"]],
    ["namespaces", "west", ["networks", "gateway", "gateway-mode"]],
    ["services", "west", ["networks", "gateway", "unnamed"]],
    ["configmaps", "west", ["trust-domain", "alias"]],
    ["gateways.networking.istio.io", "west", ["networks", "gateway"]],
    ["destinationrules.networking.istio.io", "west", ["networks", "gateway", "gateway-subset"]],
    ["services", "west", ["only-west"]],
  ] as const)("%s of %s leave the answer unknown with %j", async (forbidden, cluster, overlays) => {
    const [east, west] = (["east", "west"] as const).map((each) =>
      live(pathsOf(each, overlays), each === cluster ? forbidden : undefined),
    );
    const both = pairSource(
      { cluster: "east", source: (await east) as Source },
      { cluster: "west", source: (await west) as Source },
    );
    const { verdict, culprit } = await askBoth(both);
    expect(verdict).toBe("unknown");
    expect(culprit).toBeUndefined();
  });
});
