/**
 * Builds `dist/cli.js`, the one file that `bin/mesh.js` runs, and what it loads only when it is needed: `dist/serve.js`
 * for `mesh serve`, `dist/cluster.js` for live clusters. Safe to run twice at the same time.
 */
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { kubeConfigOnly } from "./kube-config-only.ts";
import { licensesOf } from "./licenses.ts";
import { writeBuiltIn } from "./playbooks.ts";
import { without } from "./without.ts";

const root = join(import.meta.dirname, "..");
const outfile = join(root, "dist/cli.js");

/** ESM has no `require`, which bundled CommonJS packages still ask for. */
const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** What the CLI imports and is not bundled into it. */
const apart: Plugin = {
  name: "apart",
  setup: ({ onResolve }) => {
    for (const [filter, path] of [
      [/\/serve\/serve\.ts$/, "./serve.js"],
      [/\/live\/live-cluster\.ts$/, "./cluster.js"],
    ] as const)
      onResolve({ filter }, ({ kind }) => (kind === "dynamic-import" ? { path, external: true } : undefined));
  },
};

/** Bundles into drafts and renames them into place, dated at the start so that later edits make them stale. */
async function buildAll(): Promise<void> {
  writeBuiltIn();
  const startedAt = new Date();
  mkdirSync(join(root, "dist"), { recursive: true });
  const draft = (name: string): string => join(root, `dist/.${name}.${process.pid}.draft.js`);
  try {
    const [serve, cluster, cli] = await Promise.all([
      bundle("src/faces/serve/serve.ts", draft("serve"), [
        kubeConfigOnly,
        without(["express", "raw-body", "@slack/oauth"]),
      ]),
      bundle("src/faces/live/live-cluster.ts", draft("cluster"), [kubeConfigOnly]),
      bundle("src/faces/cli/main.ts", draft("cli"), [apart]),
    ]);
    const inputs = { ...serve.inputs, ...cluster.inputs, ...cli.inputs };
    writeFileSync(draft("licenses"), licensesOf({ inputs, outputs: {} }, root));
    renameSync(draft("licenses"), join(root, "dist/licenses.txt"));
    renameSync(draft("serve"), join(root, "dist/serve.js"));
    renameSync(draft("cluster"), join(root, "dist/cluster.js"));
    utimesSync(draft("cli"), startedAt, startedAt);
    renameSync(draft("cli"), outfile);
  } finally {
    for (const name of ["cli", "cluster", "serve", "licenses"]) rmSync(draft(name), { force: true });
  }
}

async function bundle(entry: string, draft: string, plugins: Plugin[]): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    outfile: draft,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    banner: { js: requireBanner },
    absWorkingDir: root,
    plugins,
    logLevel: "error",
  });
  return metafile;
}

await buildAll();
if (process.argv.includes("--verbose"))
  process.stderr.write(`Built ${relative(root, outfile)}, dist/serve.js and dist/cluster.js\n`);
