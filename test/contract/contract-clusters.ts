import type { KubeApi } from "../../src/source/cluster/kube-api.ts";
import { caseLogs, laidObjects } from "../checks/case-snapshot.ts";
import type { CheckCase } from "../checks/parse-case.ts";
import { folder } from "../source/files/folder.ts";
import { apiOf } from "../support/kube/cluster-of.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { type FakeKube, type FakeKubeOptions, startFakeKube } from "../support/kube/start-fake-kube.ts";
import type { RawObject } from "../support/snapshot.ts";

/** A fake API server, and the way to it. */
export interface ContractCluster {
  readonly kube: FakeKube;
  readonly api: KubeApi;
}

/** One whose mesh is replaced from case to case. */
export interface CaseCluster extends ContractCluster {
  /** Lays out objects and logs in the cluster, and the same as files, whose folder is returned. */
  lay(objects: readonly RawObject[], logs?: ReadonlyMap<string, string>): string;
  /** The same with what a case says. */
  layCase(given: CheckCase, ...more: readonly RawObject[]): string;
}

/** Clusters that hold what lies in files; all of them are stopped together. */
export interface ContractClusters {
  start(options: FakeKubeOptions): Promise<ContractCluster>;
  /** With what lies in folders. */
  ofFolders(paths: readonly string[]): Promise<ContractCluster>;
  forCases(): Promise<CaseCluster>;
  stop(): Promise<void>;
}

/** @param now what the clocks of these clusters say, RFC 3339 */
export function contractClusters(now: string): ContractClusters {
  const running: ContractCluster[] = [];

  async function start(options: FakeKubeOptions): Promise<ContractCluster> {
    const kube = await startFakeKube({ ...options, now });
    const cluster = { kube, api: apiOf(kube) };
    running.push(cluster);
    return cluster;
  }

  return {
    start,
    ofFolders: (paths) => start(readKubeFolders(paths)),
    forCases: async () => {
      const held: Record<string, string> = {};
      const cluster = await start({ logs: held });
      const lay: CaseCluster["lay"] = (objects, logs = new Map()) => {
        cluster.kube.set(objects);
        for (const key of Object.keys(held)) Reflect.deleteProperty(held, key);
        for (const [pod, text] of logs) held[`${pod}/istio-proxy`] = text;
        return folder({
          "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
          ...Object.fromEntries([...logs].map(([pod, text]) => [`logs/${pod}/istio-proxy.log`, text])),
        });
      };
      return {
        ...cluster,
        lay,
        layCase: (given, ...more) => lay([...(laidObjects(given) as readonly RawObject[]), ...more], caseLogs(given)),
      };
    },
    stop: async () => {
      await Promise.all(
        running.map(async ({ api, kube }) => {
          await api.close();
          await kube.stop();
        }),
      );
    },
  };
}
