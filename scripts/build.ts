/** Builds `dist/cli.js`, the one file that `bin/mesh.js` runs. Safe to run twice at the same time. */
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { licensesOf } from "./licenses.ts";
import { writeBuiltIn } from "./playbooks.ts";

const root = join(import.meta.dirname, "..");
const entry = join(root, "src/faces/cli/main.ts");
const outfile = join(root, "dist/cli.js");

/** ESM has no `require`, which bundled CommonJS packages still ask for. */
const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Bundles the CLI into a draft and renames it into place, dated at the start so that later edits make it stale. */
async function buildCli(): Promise<void> {
  writeBuiltIn();
  const startedAt = new Date();
  mkdirSync(join(root, "dist"), { recursive: true });
  const draft = join(root, `dist/.cli.${process.pid}.draft.js`);
  try {
    await bundle(draft, startedAt);
  } finally {
    rmSync(draft, { force: true });
    rmSync(`${draft}.licenses`, { force: true });
  }
}

async function bundle(draft: string, startedAt: Date): Promise<void> {
  const { metafile } = await build({
    entryPoints: [entry],
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
    logLevel: "error",
  });
  writeFileSync(`${draft}.licenses`, licensesOf(metafile, root));
  renameSync(`${draft}.licenses`, join(root, "dist/licenses.txt"));
  utimesSync(draft, startedAt, startedAt);
  renameSync(draft, outfile);
}

await buildCli();
if (process.argv.includes("--verbose")) process.stderr.write(`Built ${relative(root, outfile)}\n`);
