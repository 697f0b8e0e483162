import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { diagnose } from "../../diagnose/diagnose.ts";
import { similarNames } from "../../diagnose/similar-names.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { fileSource } from "../../source/files/file-source.ts";
import type { Demo } from "./command-from.ts";
import { exit, type Io } from "./io.ts";
import { playbookNamed } from "./playbook-named.ts";
import { questionFrom } from "./question-from.ts";
import { print } from "./why.ts";

/** The story that is told when none is named. */
const firstStory = "wrong-principal";

interface Scenario {
  readonly title: string;
  readonly story?: string;
  readonly ask: {
    readonly from: string;
    readonly to: string;
    readonly port?: number;
    readonly request?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** Shows a diagnosis of the built-in example mesh with one planted fault. Ends well whatever the verdict. */
export async function demo({ name, list, output, verbose, details }: Demo, io: Io): Promise<number> {
  const shop = exampleFolder();
  const overlays = join(shop, "overlays");
  const names = readdirSync(overlays).sort();
  if (list) {
    const widest = Math.max(...names.map((each) => each.length));
    io.out(`${names.map((each) => `${each.padEnd(widest)}  ${scenarioOf(overlays, each).title}`).join("\n")}\n`);
    return exit.healthy;
  }
  const chosen = name ?? firstStory;
  if (!names.includes(chosen)) {
    const near = similarNames(chosen, names);
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot show "${chosen}": the example mesh has no such story`,
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "See mesh demo --list.",
      near.length > 0 ? near : names,
    );
  }
  const { title, ask } = scenarioOf(overlays, chosen);
  const header = Object.entries(ask.headers ?? {}).map(([key, value]) => `${key}: ${value}`);
  const question = questionFrom({
    from: ask.from,
    to: ask.to,
    ...(ask.port === undefined ? {} : { port: String(ask.port) }),
    ...(ask.request === undefined ? {} : { request: ask.request }),
    header,
  });
  const diagnosis = await diagnose(
    question,
    playbookNamed("why"),
    fileSource({ paths: [here(join(shop, "base")), here(join(overlays, chosen))], stdin: io.stdin }),
  );
  if (output === "text") io.out(`${preface(chosen, title, ask)}\n`);
  print(diagnosis, { output, details }, io);
  if (verbose) io.err(`${Math.round(process.memoryUsage.rss() / 1e6)} MB\n`);
  return exit.healthy;
}

function preface(name: string, title: string, { from, to, port, request }: Scenario["ask"]): string {
  const more = `${port === undefined ? "" : ` --port ${port}`}${request === undefined ? "" : ` --request "${request}"`}`;
  return [
    `The example shop, story "${name}": ${title}`,
    `$ mesh why ${from} ${to}${more} --snapshot examples/shop/base --snapshot examples/shop/overlays/${name}`,
    "",
  ].join("\n");
}

/** As one would type it from where one stands. */
function here(path: string): string {
  return relative(process.cwd(), path) || ".";
}

/** Beside the bundle in the package, or at the root of a checkout. */
function exampleFolder(): string {
  const found = ["../examples/shop", "../../../examples/shop"]
    .map((path) => join(import.meta.dirname, path))
    .find((path) => existsSync(path));
  if (found === undefined)
    throw new MeshError(
      "UNREADABLE_INPUT",
      'Cannot open "examples/shop": it is not installed',
      "Install the package again.",
    );
  return found;
}

function scenarioOf(overlays: string, name: string): Scenario {
  return parse(readFileSync(join(overlays, name, "scenario.yaml"), "utf8")) as Scenario;
}
