import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { MeshError } from "../../model/mesh-error.ts";
import { similarNames } from "../../model/similar-names.ts";
import { fileSource } from "../../source/files/file-source.ts";
import { playbookNamed } from "../question/playbook-named.ts";
import { questionFrom } from "../question/question-from.ts";
import type { Demo } from "./command.ts";
import { exit, type Io } from "./io.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { timedDiagnosis } from "./timed-diagnosis.ts";

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
    const stories = names.map((each) => ({ name: each, title: scenarioOf(overlays, each).title }));
    io.out(output === "json" ? storiesJson(stories) : storiesText(stories));
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
  const { from, to, port, request } = ask;
  const header = Object.entries(ask.headers ?? {}).map(([key, value]) => `${key}: ${value}`);
  const question = questionFrom({ from, to, request, header, port: port === undefined ? undefined : String(port) });
  const folders = [join(shop, "base"), join(overlays, chosen)];
  const paths = folders.filter(holdsObjects).map(here);
  const { diagnosis, timings } = await timedDiagnosis(question, playbookNamed("why"), fileSource({ paths }));
  if (output === "text") io.out(`${preface(chosen, title, ask, paths)}\n`);
  printDiagnosis(diagnosis, { output, details }, io);
  if (verbose) io.err(timings);
  return exit.healthy;
}

function preface(name: string, title: string, ask: Scenario["ask"], paths: readonly string[]): string {
  const words = [
    `mesh why ${ask.from} ${ask.to}`,
    ...(ask.port === undefined ? [] : [`--port ${ask.port}`]),
    ...(ask.request === undefined ? [] : [`--request "${ask.request}"`]),
    ...Object.entries(ask.headers ?? {}).map(([key, value]) => `--header "${key}: ${value}"`),
    ...paths.map((path) => `--snapshot ${path}`),
  ];
  return [`The example shop, story "${name}": ${title}`, `$ ${words.join(" ")}`, ""].join("\n");
}

/** Whether there is more in a folder than the story itself: healthy changes nothing. */
function holdsObjects(folder: string): boolean {
  return readdirSync(folder).some((name) => name !== "scenario.yaml");
}

type Story = Pick<Scenario, "title"> & { readonly name: string };

function storiesText(stories: readonly Story[]): string {
  const widest = Math.max(...stories.map(({ name }) => name.length));
  return stories.map(({ name, title }) => `${name.padEnd(widest)}  ${title}\n`).join("");
}

function storiesJson(stories: readonly Story[]): string {
  return `${JSON.stringify({ schema: "meshwhy.stories/v1", stories }, null, 2)}\n`;
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
