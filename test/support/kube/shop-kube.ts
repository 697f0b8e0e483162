/** The example mesh as a live cluster, and kubeconfigs for it on disk. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readKubeFolders } from "./read-kube-folders.ts";
import { type FakeKube, type FakeKubeOptions, startFakeKube } from "./start-fake-kube.ts";

const shop = join(import.meta.dirname, "../../../examples/shop");

/** A token that no output may show. */
export const kubeToken = "canary-token-of-the-cluster";

export interface ShopKube {
  readonly kube: FakeKube;
  /** A folder that is gone afterwards. */
  readonly folder: string;
  /** Writes a file into it, and gives its path. */
  file(name: string, text: string): string;
  stop(): Promise<void>;
}

/** The shop at the moment that its snapshot is of, with overlays; with `token: "any"` it takes whoever comes. */
export async function startShopKube(
  overlays: readonly string[] = ["wrong-principal"],
  options: FakeKubeOptions = {},
): Promise<ShopKube> {
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-live-"));
  const kube = await startFakeKube({
    ...readKubeFolders([join(shop, "base"), ...overlays.map((name) => join(shop, "overlays", name))]),
    ...(options.token === "any" ? {} : { token: kubeToken }),
    name: "dev",
    now: "2026-11-20T14:09:33Z",
    ...withoutToken(options),
  });
  return {
    kube,
    folder,
    file: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    stop: async () => {
      await kube.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withoutToken({ token: _, ...options }: FakeKubeOptions): FakeKubeOptions {
  return options;
}
