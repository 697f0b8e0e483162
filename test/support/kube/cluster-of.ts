/** A live cluster for tests: a fake API server over HTTPS, and the source that reads it as in production. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Source } from "../../../src/model/source.ts";
import { type ClusterSourceOptions, clusterSource } from "../../../src/source/cluster/cluster-source.ts";
import type { Connection } from "../../../src/source/cluster/connection.ts";
import type { KubeApi } from "../../../src/source/cluster/kube-api.ts";
import { openKubeApi } from "../../../src/source/cluster/open-kube-api.ts";
import type { TransportLimits } from "../../../src/source/cluster/transport-options.ts";
import type { FakeKube } from "./start-fake-kube.ts";

/** The way to a fake API server. */
export function connectionTo(kube: FakeKube, token = "tests"): Connection {
  return {
    name: "fake",
    server: kube.url,
    namespace: undefined,
    proxy: undefined,
    access: () =>
      Promise.resolve({
        headers: { authorization: `Bearer ${token}` },
        tls: { ca: Buffer.from(kube.caData, "base64").toString() },
      }),
  };
}

/** The transport to a fake API server; `now` stands still, and waits are short. */
export function apiOf(kube: FakeKube, token = "tests", limits: Partial<TransportLimits> = {}): KubeApi {
  return openKubeApi(connectionTo(kube, token), {
    version: "0.0.0",
    now: () => 0,
    random: () => 0.5,
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, { signal });
    },
    limits: { firstWaitMs: 5, waitMs: 2000, ...limits },
  });
}

/** Reads a fake API server as `mesh why --cluster` does. */
export function sourceOf(api: KubeApi, options: Partial<ClusterSourceOptions> = {}, deadlineMs = 20_000): Source {
  return clusterSource({
    name: "fake",
    connect: () => Promise.resolve(api),
    deadline: () => AbortSignal.timeout(deadlineMs),
    now: () => 0,
    ...options,
  });
}
