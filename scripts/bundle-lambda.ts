import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Metafile } from "esbuild";
import { kubeConfigOnly } from "./kube-config-only.ts";
import { licensesOf } from "./licenses.ts";
import { without } from "./without.ts";

/** One function: what is bundled, and into which folder. */
export interface LambdaEntry {
  /** `slack`. */
  readonly name: string;
  /** The file that exports `handler`. */
  readonly entry: string;
  /** Where `index.mjs`, its chunks and `licenses.txt` go; emptied first. */
  readonly outdir: string;
  /** The folder that paths of inputs are relative to. */
  readonly root: string;
}

/** What came of it, in bytes. */
export interface LambdaBundle {
  readonly name: string;
  /** What is read before the first event: the entry and all that it imports statically. */
  readonly coldBytes: number;
  /** With the parts that are imported lazily. */
  readonly allBytes: number;
  /** The files of the repository and of packages that are in it, relative to `root`. */
  readonly inputs: readonly string[];
}

/** ESM has no `require`, which bundled CommonJS packages still ask for. */
const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * Bundles one function as ESM for Lambda's Node: `index.mjs`, what it imports lazily as chunks beside it, and the
 * licences of all that is in them.
 */
export async function bundleLambda({ name, entry, outdir, root }: LambdaEntry): Promise<LambdaBundle> {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: { index: entry },
    outdir,
    outExtension: { ".js": ".mjs" },
    chunkNames: "part-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minify: true,
    legalComments: "none",
    metafile: true,
    banner: { js: requireBanner },
    absWorkingDir: root,
    plugins: [kubeConfigOnly, without(unused)],
    logLevel: "error",
  });
  writeFileSync(join(outdir, "licenses.txt"), licensesOf(metafile, root));
  return {
    name,
    ...sizesOf(metafile, relative(root, join(outdir, "index.mjs"))),
    inputs: Object.keys(metafile.inputs),
  };
}

/**
 * Bolt imports what only its other receivers use: a web server with its decoders, web sockets and the OAuth flow.
 * Without them a function starts in a third of the time.
 */
const unused = ["express", "raw-body", "@slack/socket-mode", "@slack/oauth"];

/** Follows the imports of the outputs; a dynamic one is not followed for what is read at the start. */
function sizesOf({ outputs }: Metafile, entry: string): Pick<LambdaBundle, "coldBytes" | "allBytes"> {
  const cold = new Set<string>();
  const queue = [entry];
  for (let output = queue.pop(); output !== undefined; output = queue.pop()) {
    if (cold.has(output)) continue;
    cold.add(output);
    for (const { path, kind, external } of outputs[output]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) queue.push(path);
    }
  }
  const bytes = (names: Iterable<string>) => [...names].reduce((sum, each) => sum + (outputs[each]?.bytes ?? 0), 0);
  return { coldBytes: bytes(cold), allBytes: bytes(Object.keys(outputs)) };
}
