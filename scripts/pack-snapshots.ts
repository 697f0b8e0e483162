import { cpSync, existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { ClusterConfig, Config, LiveConfig } from "../src/model/config.ts";

/** Lambda unpacks 250 MB at most, bundle included. */
const mostBytes = 200_000_000;

/**
 * Copies the snapshots that a configuration names by path into `outdir`, and gives the configuration with their places
 * there, relative to `outdir`. They have to lie below the folder of the file: what does not would be missing at the
 * next build. Objects in S3 stay where they are.
 */
export function packSnapshots(config: Config, file: string, outdir: string): Config {
  const home = realpathSync(dirname(resolve(file)));
  const sizes = { bytes: 0 };
  const clusters = config.clusters.map((cluster) => ({
    ...cluster,
    ...(cluster.live === undefined ? {} : { live: here(cluster.live, home) }),
    snapshot: cluster.snapshot.map((place, i) =>
      place.startsWith("s3://") ? place : packed(place, cluster, i, { home, outdir, sizes }),
    ),
  }));
  return { ...config, clusters };
}

/** A kubeconfig stays where it is: only a bot that runs on this machine reads it. */
function here(live: LiveConfig, home: string): LiveConfig {
  const { reach } = live;
  if (reach.by !== "kubeconfig" || reach.file === undefined || reach.file.startsWith("~/")) return live;
  return { ...live, reach: { ...reach, file: resolve(home, reach.file) } };
}

function packed(
  place: string,
  { name }: ClusterConfig,
  i: number,
  { home, outdir, sizes }: { readonly home: string; readonly outdir: string; readonly sizes: { bytes: number } },
): string {
  const from = resolve(home, place);
  if (!existsSync(from)) throw refusal(place, "there is none", "Correct the path, or create the folder");
  if (!isBelow(home, realpathSync(from))) {
    throw outside(place);
  }
  const isFolder = statSync(from).isDirectory();
  const to = join("snapshots", encodeURIComponent(name), String(i), ...(isFolder ? [] : [basename(from)]));
  cpSync(from, join(outdir, to), {
    recursive: true,
    dereference: true,
    filter: (source) => {
      if (source !== from && !isOfSnapshot(source)) return false;
      if (!isBelow(home, realpathSync(source))) throw outside(place);
      sizes.bytes += statSync(source).isDirectory() ? 0 : statSync(source).size;
      if (sizes.bytes > mostBytes) {
        throw refusal(place, `snapshots of more than ${mostBytes / 1e6} MB do not fit`, "Put it into S3");
      }
      return true;
    },
  });
  return to.split(sep).join("/");
}

/** What meshwhy reads of a folder, so that nothing else of it is carried to AWS. */
function isOfSnapshot(source: string): boolean {
  if (basename(source).startsWith(".") || basename(source) === "node_modules") return false;
  const isFolder = lstatSync(source).isDirectory() || (existsSync(source) && statSync(source).isDirectory());
  return isFolder || [".yaml", ".yml", ".json", ".log"].includes(extname(source).toLowerCase());
}

function isBelow(home: string, path: string): boolean {
  const way = relative(home, path);
  return way === "" || (!isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`));
}

function outside(place: string): Error {
  return refusal(place, "it lies outside the folder of the configuration", "Move it there, or put it into S3");
}

function refusal(place: string, state: string, next: string): Error {
  return new Error(`Cannot pack the snapshot "${place}": ${state}. ${next}`);
}
