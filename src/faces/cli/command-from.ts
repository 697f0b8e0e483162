import type { Verdict } from "../../model/diagnosis.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Question } from "../../model/question.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import { similarNames } from "../../model/similar-names.ts";
import { questionFrom } from "../question/question-from.ts";
import { timeFrom } from "../question/time-from.ts";
import type {
  Command,
  ConfigLint,
  Demo,
  DiffCommand,
  DigestCommand,
  DoctorCommand,
  HealthCommand,
  Lint,
  Reading,
  Serve,
  SnapshotCommand,
  Topic,
  Watch,
  WhoCommand,
  Why,
} from "./command.ts";
import { intervalFrom } from "./interval-from.ts";
import type { OptionName, OptionValues } from "./options.ts";
import { type Output, outputFrom } from "./output-from.ts";
import { wordsFrom } from "./words-from.ts";

const verbs = [
  ...["why", "who", "health", "digest", "diff", "demo", "snapshot", "snapshot lint", "config lint", "doctor"],
  ...["serve", "help"],
  "version",
];

const whoOptions: readonly OptionName[] = [
  "snapshot",
  "cluster",
  "context",
  "kubeconfig",
  "config",
  "namespace",
  "at",
  "output",
  "verbose",
  "details",
];
const healthOptions: readonly OptionName[] = [...whoOptions, "secrets", "playbook"];
const digestOptions: readonly OptionName[] = [...healthOptions, "pair", "previous", "save"];
const serveOptions: readonly OptionName[] = ["config", "host", "port", "socket", "table"];
const otherwise: readonly OptionName[] = ["list", "pair", "previous", "save", "socket", "table", "force"];
const diffOptions: readonly OptionName[] = [
  ...(["namespace", "port", "request", "header", "scheme", "client-ip"] as const),
  ...(["playbook", "output", "verbose", "details"] as const),
];
const snapshotOptions: readonly OptionName[] = [
  ...(["snapshot", "cluster", "config", "context", "kubeconfig", "proxies", "secrets"] as const),
  ...(["namespace", "header", "at"] as const),
  ...(["output", "force", "verbose"] as const),
];
const doctorOptions: readonly OptionName[] = [
  "snapshot",
  "cluster",
  "context",
  "kubeconfig",
  "config",
  "proxies",
  "namespace",
  "at",
  "output",
];
const demoOptions: readonly OptionName[] = ["list", "output", "verbose", "details"];
const lintOptions: readonly OptionName[] = ["snapshot", "output", "verbose"];
const configLintOptions: readonly OptionName[] = ["config", "output"];

/**
 * What a command line asks for.
 * @throws MeshError USAGE when it cannot be understood
 */
export function commandFrom(argv: readonly string[]): Command {
  const { values, words } = wordsFrom(argv);
  const [verb, ...rest] = words;
  if (values.version === true || verb === "version") return { verb: "version" };
  if (verb === "help") return { verb: "help", topic: topicFrom(rest[0]) };
  if (verb === undefined) return { verb: "help", topic: undefined };
  if (values.help === true) return { verb: "help", topic: topicFrom(verb) };
  switch (verb) {
    case "why":
      return whyFrom(rest, values);
    case "who":
      return whoFrom(rest, values);
    case "health":
      return healthFrom(rest, values);
    case "digest":
      return digestFrom(rest, values);
    case "demo":
      return demoFrom(rest, values);
    case "diff":
      return diffFrom(rest, values);
    case "snapshot":
      return rest[0] === "lint" ? lintFrom(rest.slice(1), values) : snapshotFrom(rest, values);
    case "config":
      return configLintFrom(rest, values);
    case "doctor":
      return doctorFrom(rest, values);
    case "serve":
      return serveFrom(rest, values);
    default:
      throw unknownVerb(verb, rest);
  }
}

function whyFrom(words: readonly string[], values: OptionValues): Why {
  if (values.host !== undefined)
    throw new MeshError(
      "USAGE",
      "Cannot use --host here: it is where mesh serve listens",
      `Did you mean --header "host: …"? See mesh help why.`,
      ['--header "host: …"'],
    );
  const other = otherwise.find((name) => values[name] !== undefined);
  if (other !== undefined) throw notFor(other, "why");
  const [from, to, ...more] = words;
  const unquoted = values.header?.find((header) => header.endsWith(":"));
  if (more.length > 0 && unquoted !== undefined)
    throw usage(`Cannot read the header "${unquoted}": it has no quotes around name and value`, "why");
  if (from === undefined || to === undefined)
    throw usage(
      `Cannot ask: ${from === undefined ? "neither caller nor destination is named" : `the destination of "${from}" is missing`}`,
      "why",
    );
  if (from.trim() === "" || to.trim() === "")
    throw usage(`Cannot ask: the name of the ${from.trim() === "" ? "caller" : "destination"} is empty`, "why");
  if (more.length > 0)
    throw usage(`Cannot ask about "${more.join(" ")}": a question has one caller and one destination`, "why");
  const watch = watchFrom(values);
  if (watch !== undefined && values.snapshot?.includes("-") === true)
    throw usage("Cannot watch standard input: it can be read once only", "why");
  const question = questionFrom({ from, to, ...values, namespace: onlyNamespace(values) });
  return {
    verb: "why",
    watch,
    question,
    playbook: values.playbook ?? "why",
    ...readingFrom(values, "why", watch === undefined ? undefined : ["text", "json"]),
    ...clustersOf(question, values, "why"),
  };
}

function watchFrom({ watch, interval, until }: OptionValues): Watch | undefined {
  if (watch !== true) {
    const lone = interval !== undefined ? "interval" : until !== undefined ? "until" : undefined;
    if (lone === undefined) return undefined;
    throw usage(`Cannot use --${lone} alone: it says how --watch goes`, "why");
  }
  const verdict = verdicts.find((known) => known === until);
  if (until !== undefined && verdict === undefined)
    throw new MeshError(
      "USAGE",
      `Cannot wait until "${until}": there is no such verdict`,
      "Use --until healthy, degraded, broken or unknown.",
      similarNames(until, verdicts),
    );
  return { intervalMs: intervalFrom(interval ?? "30s"), until: verdict };
}

const verdicts: readonly Verdict[] = ["healthy", "degraded", "broken", "unknown"];

/** `mesh diff A B checkout payment`; a `why` before the names is passed over. */
function diffFrom(words: readonly string[], values: OptionValues): DiffCommand {
  refuseOthers(values, diffOptions, "diff");
  const [before, after, ...rest] = words;
  if (before === undefined || after === undefined)
    throw usage(`Cannot compare: ${before === undefined ? "no snapshot is" : "only one snapshot is"} named`, "diff");
  const [from, to, ...more] = rest[0] === "why" && rest.length > 2 ? rest.slice(1) : rest;
  if (from === undefined || to === undefined || from.trim() === "" || to.trim() === "")
    throw usage("Cannot compare: caller and destination are not both named", "diff");
  if (more.length > 0)
    throw usage(`Cannot ask about "${more.join(" ")}": a question has one caller and one destination`, "diff");
  if (before === "-" || after === "-")
    throw usage("Cannot compare standard input: name a file, a folder or an archive", "diff");
  const question = questionFrom({ from, to, ...values, namespace: onlyNamespace(values) });
  const place = question.cluster ?? question.toCluster;
  if (place !== undefined)
    throw usage(`Cannot compare in "@${place}": the snapshots that are compared are named themselves`, "diff");
  return {
    verb: "diff",
    before,
    after,
    question,
    playbook: values.playbook ?? "why",
    output: outputFrom(values.output),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}

/** `mesh snapshot checkout payment -o DIR`, `mesh snapshot ns/shop -o DIR`, `mesh snapshot -o DIR`. */
function snapshotFrom(words: readonly string[], values: OptionValues): SnapshotCommand {
  refuseOthers(values, snapshotOptions, "snapshot");
  if (values.output === undefined || values.output === "")
    throw usage("Cannot write a snapshot: the folder to write is not named with --output", "snapshot");
  const asked = askedFrom(words, values);
  const clusters = isScope(asked) ? { cluster: undefined } : clustersOf(asked, values, "snapshot");
  if (clusters.toCluster !== undefined)
    throw new MeshError(
      "USAGE",
      `Cannot write a snapshot of two clusters: a snapshot is of one`,
      "Take one of each with --cluster NAME, and ask them as --snapshot NAME=DIR --snapshot NAME=DIR.",
    );
  return {
    verb: "snapshot",
    asked,
    folder: values.output,
    force: values.force === true,
    ...placeFrom(values, "snapshot"),
    ...(clusters.cluster === undefined ? {} : { cluster: clusters.cluster }),
    verbose: values.verbose === true,
  };
}

/** Two names are a pair; namespaces are written `ns/…`, as many as are wanted; one name may be a service too. */
function askedFrom(words: readonly string[], values: OptionValues): Question | Scope {
  const namespace = onlyNamespace(values);
  const place = namespace === undefined ? {} : { namespace };
  const blank = words.find((word) => word.trim() === "");
  if (blank !== undefined) throw usage("Cannot write a snapshot: a name is empty", "snapshot");
  const [from, to, ...more] = words;
  const spaces = words.filter((word) => /^(?:ns|namespace)\/[^/]+$/.test(word));
  if (from !== undefined && to !== undefined && spaces.length === 0 && more.length === 0)
    return questionFrom({ from, to, header: values.header, namespace, cluster: values.cluster });
  if (values.header !== undefined)
    throw usage("Cannot use --header here: it belongs to a question of one pair", "snapshot");
  if (from === undefined) return { everywhere: true, of: [], namespaces: [], pairs: [], ...place };
  if (words.length > 1 && spaces.length < words.length)
    throw usage(`Cannot read "${words.join(" ")}": it is neither a pair nor a list of ns/NAME`, "snapshot");
  return { of: words, namespaces: [], pairs: [], ...place };
}

function whoFrom(words: readonly string[], values: OptionValues): WhoCommand {
  refuseOthers(values, whoOptions, "who");
  return {
    verb: "who",
    of: subjectFrom(words, "who"),
    namespace: onlyNamespace(values),
    ...readingFrom(values, "who"),
  };
}

function healthFrom(words: readonly string[], values: OptionValues): HealthCommand {
  refuseOthers(values, healthOptions, "health");
  return {
    verb: "health",
    of: subjectFrom(words, "health"),
    namespace: onlyNamespace(values),
    playbook: values.playbook ?? "why",
    ...readingFrom(values, "health"),
  };
}

function digestFrom(words: readonly string[], values: OptionValues): DigestCommand {
  refuseOthers(values, digestOptions, "digest");
  if (words.length > 0)
    throw usage(`Cannot run "digest" on "${words.join(" ")}": namespaces and pairs are named by options`, "digest");
  const namespaces = values.namespace ?? [];
  const pairs = (values.pair ?? []).map(pairFrom);
  if (namespaces.length + pairs.length === 0)
    throw usage('Cannot run "digest": neither --namespace nor --pair is given', "digest");
  return {
    verb: "digest",
    namespaces,
    pairs,
    previous: values.previous,
    save: values.save,
    playbook: values.playbook ?? "why",
    ...readingFrom(values, "digest"),
  };
}

/** What is read, and how the answer is printed. */
function readingFrom(
  values: OptionValues,
  topic: string,
  outputs?: readonly Output[],
): Reading & Pick<WhoCommand, "output" | "verbose" | "details"> {
  return {
    ...placeFrom(values, topic),
    output: outputFrom(values.output, outputs),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}

/** The clusters that the ends of a pair name. */
function clustersOf(
  { cluster, toCluster }: Question,
  values: OptionValues,
  topic: string,
): { readonly cluster: string | undefined; readonly toCluster?: string } {
  if ((cluster ?? toCluster) === undefined) return { cluster };
  if ((values.context ?? values.kubeconfig) !== undefined)
    throw usage(
      `Cannot ask "@${toCluster ?? cluster}" and a context of a kubeconfig: the names after @ are those of meshwhy.yaml`,
      topic,
    );
  return { cluster, ...(toCluster === undefined ? {} : { toCluster }) };
}

/** Where a question is asked. */
function placeFrom(values: OptionValues, topic: string): Reading {
  onePlace(values, topic);
  return {
    cluster: values.cluster,
    config: values.config,
    context: values.context,
    kubeconfig: values.kubeconfig,
    proxies: values.proxies === true,
    secrets: values.secrets === true,
    snapshots: values.snapshot ?? [],
    at: values.at === undefined ? undefined : timeFrom(values.at),
  };
}

/** A question is asked in one place: whatever else is named would be passed over in silence. */
function onePlace({ snapshot, cluster, config, context, kubeconfig, secrets }: OptionValues, topic: string): void {
  if (snapshot !== undefined && secrets === true)
    throw usage(
      'Cannot use "--secrets" with a snapshot: only a cluster is asked for them',
      topic,
      "Leave it out: a snapshot has the Secrets that lie in it. ",
    );
  const named = [
    ...(snapshot === undefined ? [] : ["a snapshot"]),
    ...((cluster ?? config) === undefined ? [] : ["a configured cluster"]),
    ...((context ?? kubeconfig) === undefined ? [] : ["a context of a kubeconfig"]),
  ];
  if (named.length > 1)
    throw usage(
      `Cannot ask ${named.join(" and ")}: a question is asked in one place`,
      topic,
      "Leave one of them out. ",
    );
}

function doctorFrom([name, ...more]: readonly string[], values: OptionValues): DoctorCommand {
  refuseOthers(values, doctorOptions, "doctor");
  if (more.length > 0 || (name !== undefined && values.cluster !== undefined))
    throw usage(`Cannot look at "${more[0] ?? name}": one cluster is looked at`, "doctor");
  const { namespace: namespaces = [], ...rest } = values;
  const place = name === undefined ? rest : { ...rest, cluster: name };
  const { verbose: _, details: __, ...reading } = readingFrom(place, "doctor");
  return { verb: "doctor", namespaces, ...reading };
}

function subjectFrom([of, ...more]: readonly string[], topic: string): string {
  const what = topic === "who" ? "service" : "service or namespace";
  if (of === undefined || of.trim() === "") throw usage(`Cannot ask: no ${what} is named`, topic);
  if (more.length > 0) throw usage(`Cannot ask about "${[of, ...more].join(" ")}": ${topic} takes one ${what}`, topic);
  return of;
}

/** `checkout,payment`. */
function pairFrom(text: string): { readonly from: string; readonly to: string } {
  const [from = "", to = "", ...more] = text.split(",").map((part) => part.trim());
  if (from === "" || to === "" || more.length > 0)
    throw new MeshError(
      "USAGE",
      `Cannot read the pair "${text}": it is not two names with a comma between`,
      "Write it as --pair checkout,payment.",
    );
  return { from, to };
}

function onlyNamespace({ namespace: [first, ...more] = [] }: OptionValues): string | undefined {
  if (more.length > 0)
    throw new MeshError("USAGE", "Cannot read the command line: --namespace is given twice", "Leave one of them out.");
  return first;
}

function demoFrom([name, ...more]: readonly string[], values: OptionValues): Demo {
  refuseOthers(values, demoOptions, "demo");
  if (name !== undefined && more.length > 0)
    throw usage(`Cannot show "${[name, ...more].join(" ")}": demo takes one name`, "demo");
  return {
    verb: "demo",
    name,
    list: values.list === true,
    output: outputFrom(values.output),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}

function lintFrom(paths: readonly string[], values: OptionValues): Lint {
  refuseOthers(values, lintOptions, "snapshot");
  const all = [...paths, ...(values.snapshot ?? [])];
  if (all.length === 0) throw usage("Cannot lint: no file or folder is named", "snapshot");
  return {
    verb: "lint",
    paths: all,
    output: outputFrom(values.output, ["text", "json"]),
    verbose: values.verbose === true,
  };
}

function configLintFrom([action, ...files]: readonly string[], values: OptionValues): ConfigLint {
  if (action !== "lint")
    throw usage(
      action === undefined
        ? 'Cannot run "config": it does not say what to do'
        : `Cannot run "config ${action}": only "config lint" is there`,
      "config",
    );
  refuseOthers(values, configLintOptions, "config");
  const [file, ...more] = [...files, ...(values.config === undefined ? [] : [values.config])];
  if (more.length > 0) throw usage(`Cannot lint "${more.join(" ")}" too: config lint takes one file`, "config");
  return { verb: "config lint", file, output: outputFrom(values.output, ["text", "json"]) };
}

function serveFrom(words: readonly string[], values: OptionValues): Serve {
  refuseOthers(values, serveOptions, "serve");
  if (words.length > 0)
    throw usage(`Cannot serve "${words.join(" ")}": what is served stands in meshwhy.yaml`, "serve");
  const { config, host, table, socket = false, port } = values;
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && !(/^\d{1,5}$/.test(port ?? "") && number <= 65_535))
    throw usage(`Cannot listen on port "${port}": it is no number from 0 to 65535`, "serve");
  return { verb: "serve", config, host, port: number, socket, table };
}

/** An option that a command would pass over in silence is a misunderstanding. */
function refuseOthers(values: OptionValues, own: readonly OptionName[], topic: string): void {
  const other = (Object.keys(values) as OptionName[]).find((name) => !own.includes(name));
  if (other !== undefined) throw notFor(other, topic);
}

function notFor(option: OptionName, topic: string): MeshError {
  return usage(`Cannot use --${option} here: mesh ${topic} has no such option`, topic);
}

function unknownVerb(verb: string, rest: readonly string[]): MeshError {
  const near = similarNames(verb, verbs);
  const [to] = rest;
  const next =
    near.length > 0
      ? `Did you mean ${near.join(" or ")}? `
      : to === undefined
        ? ""
        : `Did you mean mesh why ${verb} ${to}? `;
  return new MeshError("USAGE", `Cannot run "${verb}": there is no such command`, `${next}See mesh help.`, near);
}

function topicFrom(word: string | undefined): Topic {
  switch (word) {
    case "why":
    case "who":
    case "health":
    case "digest":
    case "diff":
    case "demo":
    case "snapshot":
    case "config":
    case "doctor":
    case "serve":
      return word;
    case "lint":
      return "snapshot";
    case undefined:
    case "help":
    case "version":
      return undefined;
    default:
      throw unknownVerb(word, []);
  }
}

function usage(message: string, topic: string, next = ""): MeshError {
  return new MeshError("USAGE", message, `${next}See mesh help ${topic}.`);
}
