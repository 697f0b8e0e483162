/** A pair of two clusters has the same answer from files and from two API servers. */
import { afterAll, expect, test } from "vitest";
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

async function live(paths: readonly string[]): Promise<Source> {
  const kube = await startFakeKube({ ...readKubeFolders(paths), now: at });
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
] as const)("%s", async (_, overlays) => {
  const [east, west] = [pathsOf("east", overlays), pathsOf("west", overlays)];
  const files = await answerOf(fileSource({ paths: east, at }), fileSource({ paths: west, at }));
  expect(await answerOf(await live(east), await live(west))).toEqual(files);
});
