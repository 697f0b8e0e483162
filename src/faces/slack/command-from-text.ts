import { MeshError } from "../../model/mesh-error.ts";
import type { Question } from "../../model/question.ts";
import { similarNames } from "../../model/similar-names.ts";
import { type Asked, questionFrom } from "../question/question-from.ts";
import { namespaceIn } from "./namespace-in.ts";
import { placedQuestion } from "./placed-question.ts";
import { splitWords } from "./split-words.ts";

/** What a person wants who typed `/mesh …` or `@mesh …`. Names of clusters are theirs, not yet looked up. */
export type SlackCommand =
  | {
      readonly verb: "why";
      readonly cluster?: string;
      readonly question: Question;
    }
  | { readonly verb: "health" | "who"; readonly cluster?: string; readonly namespace?: string; readonly of: string }
  | { readonly verb: "digest"; readonly digest?: string }
  | { readonly verb: "clusters" }
  | { readonly verb: "doctor"; readonly cluster?: string }
  | { readonly verb: "ask" }
  | { readonly verb: "help"; readonly topic?: string };

/** What is known where it was typed. */
export interface Surroundings {
  readonly clusters: readonly string[];
  readonly cluster?: string;
  readonly namespace?: string;
}

const verbs = ["why", "health", "who", "digest", "clusters", "doctor", "ask", "help"] as const;
const methods = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE)$/;

/**
 * Understands the text after `/mesh`: `why checkout payment in prod-eu port 8080 POST /charge`. Two names alone are a
 * question too.
 * @throws MeshError USAGE, with what can be typed instead
 */
export function commandFromText(text: string, surroundings: Surroundings): SlackCommand {
  const [first, ...rest] = splitWords(text);
  if (first === undefined) return { verb: "ask" };
  const verb = first.toLowerCase();
  switch (verb) {
    case "why":
      return why(rest, surroundings);
    case "health":
    case "who":
      return about(verb, rest, surroundings);
    case "digest":
      return digest(rest);
    case "doctor":
      return doctor(rest, surroundings);
    case "clusters":
    case "ask":
      return alone(verb, rest);
    case "help":
    case "--help":
    case "-h":
    case "?":
      return rest[0] === undefined ? { verb: "help" } : { verb: "help", topic: rest[0] };
    default:
      if (rest.length > 0 && similarNames(verb, verbs).length === 0) return why([first, ...rest], surroundings);
      throw unknownVerb(first);
  }
}

function unknownVerb(word: string): MeshError {
  const near = similarNames(word.toLowerCase(), verbs);
  return new MeshError(
    "USAGE",
    `Cannot understand "${word}": it is none of ${verbs.join(", ")}`,
    near.length > 0 ? `Did you mean /mesh ${near.join(" or /mesh ")}?` : "Ask as /mesh why checkout payment.",
    near.map((verb) => `${verb} `),
  );
}

function why(words: readonly string[], surroundings: Surroundings): SlackCommand {
  const { names, options } = readOptions(words, surroundings);
  const given = names.filter((name, at) => !(at === 1 && names.length > 2 && /^(?:to|and|calls)$/i.test(name)));
  const [from, to, extra] = given;
  if (from === undefined || to === undefined)
    throw new MeshError(
      "USAGE",
      `Cannot ask: ${from === undefined ? "two names are missing" : `"${from}" is one name, and two are needed`}`,
      "Ask as /mesh why checkout payment, or type /mesh alone for a form.",
    );
  if (extra !== undefined && methods.test(extra))
    throw new MeshError(
      "USAGE",
      `Cannot understand "${extra}": no path follows it`,
      `Write it as ${extra} /path; the path begins with a slash.`,
    );
  if (extra !== undefined)
    throw new MeshError(
      "USAGE",
      `Cannot understand "${extra}" after "${from}" and "${to}"`,
      'After the two names may come: in CLUSTER, namespace NAME, port N, POST /path, header "k: v", scheme https, client-ip IP.',
    );
  const { cluster: said, ...asked } = options;
  const { cluster, question } = placedQuestion(
    questionFrom({ from, to, ...asked }),
    said ?? surroundings.cluster,
    surroundings.clusters,
  );
  const namespace = question.namespace ?? namespaceIn(surroundings, cluster === "" ? undefined : cluster);
  return {
    verb: "why",
    ...(cluster === "" ? {} : { cluster }),
    question: { ...question, ...(namespace === undefined ? {} : { namespace }) },
  };
}

type About = Extract<SlackCommand, { readonly verb: "health" | "who" }>;

function about(verb: About["verb"], words: readonly string[], surroundings: Surroundings): About {
  const { names, options } = readOptions(words, surroundings);
  const [of, extra] = names;
  if (of === undefined || extra !== undefined)
    throw new MeshError(
      "USAGE",
      of === undefined ? `Cannot tell ${verb}: a name is missing` : `Cannot understand "${extra}" after "${of}"`,
      verb === "who" ? "Ask as /mesh who payment." : "Ask as /mesh health payment, or with a namespace for all of it.",
    );
  const cluster = options.cluster ?? surroundings.cluster;
  const namespace = options.namespace ?? namespaceIn(surroundings, cluster);
  return {
    verb,
    of,
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function digest([name, extra]: readonly string[]): SlackCommand {
  if (extra !== undefined)
    throw new MeshError("USAGE", `Cannot understand "${extra}" after "${name}"`, "Ask as /mesh digest.");
  return name === undefined ? { verb: "digest" } : { verb: "digest", digest: name };
}

function doctor(words: readonly string[], { clusters, cluster }: Surroundings): SlackCommand {
  const names = words.filter((word, at) => !(at === 0 && words.length > 1 && word.toLowerCase() === "in"));
  const [name = cluster, extra] = names;
  if (extra !== undefined)
    throw new MeshError("USAGE", `Cannot understand "${extra}" after "${name}"`, "Ask as /mesh doctor prod-eu.");
  if (names.length > 0 && name !== undefined && !clusters.includes(name)) {
    const near = similarNames(name, clusters);
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot find cluster "${name}": it is not configured`,
      `Take one of ${clusters.join(", ")}.`,
      (near.length > 0 ? near : clusters).slice(0, 5).map((known) => `doctor ${known}`),
    );
  }
  return { verb: "doctor", ...(name === undefined ? {} : { cluster: name }) };
}

function alone(verb: "clusters" | "ask", [extra]: readonly string[]): SlackCommand {
  if (extra === undefined) return { verb };
  throw new MeshError("USAGE", `Cannot understand "${extra}" after "${verb}"`, `Ask as /mesh ${verb}.`);
}

type Options = Omit<Asked, "from" | "to">;

/** The words by which an option can be called, and which it is. */
const optionWords: ReadonlyMap<string, keyof Options> = new Map([
  ["cluster", "cluster"],
  ["namespace", "namespace"],
  ["ns", "namespace"],
  ["-n", "namespace"],
  ["port", "port"],
  ["request", "request"],
  ["header", "header"],
  ["scheme", "scheme"],
  ["over", "scheme"],
  ["client-ip", "client-ip"],
]);

/** Takes options out of the words, wherever they stand. */
function readOptions(
  words: readonly string[],
  { clusters }: Surroundings,
): { readonly names: readonly string[]; readonly options: Options } {
  const names: string[] = [];
  const header: string[] = [];
  const single: Partial<Record<Exclude<keyof Options, "header">, string>> = {};
  const set = (option: keyof Options, value: string): void => {
    if (option === "header") header.push(value);
    else if (single[option] === undefined) single[option] = value;
    else throw new MeshError("USAGE", `Cannot take "${value}": ${option} is given twice`, "Leave one of them out.");
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const next = words[at + 1];
    const [, long, inline] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    const option = optionWords.get(long ?? word.toLowerCase());
    if (option !== undefined && (names.length > 0 || long !== undefined)) {
      const value = inline ?? next;
      if (value === undefined || value === "")
        throw new MeshError(
          "USAGE",
          `Cannot read "${word}": its value is missing`,
          `Write it as ${word} ${exampleOf(option)}.`,
        );
      set(option, value);
      if (inline === undefined) at += 1;
      // `header x-canary: yes` without quotes.
      const rest = words[at + 1];
      if (option === "header" && value.endsWith(":") && rest !== undefined) {
        header[header.length - 1] = `${value} ${rest}`;
        at += 1;
      }
    } else if (long !== undefined) {
      throw new MeshError(
        "USAGE",
        `Cannot understand "${word}"`,
        `Options are ${[...new Set(optionWords.values())].join(", ")}; write them as words: port 8080.`,
      );
    } else if (word.toLowerCase() === "in" && names.length > 0 && next !== undefined) {
      set(clusters.includes(next) ? "cluster" : "namespace", next);
      at += 1;
    } else if (methods.test(word) && next?.startsWith("/") === true) {
      set("request", `${word} ${next}`);
      at += 1;
    } else if (word.startsWith("/") && names.length > 0) set("request", `GET ${word}`);
    else names.push(word);
  }
  return { names, options: { ...single, ...(header.length === 0 ? {} : { header }) } };
}

function exampleOf(option: keyof Options): string {
  switch (option) {
    case "port":
      return "8080";
    case "request":
      return '"POST /charge"';
    case "header":
      return '"x-canary: true"';
    case "scheme":
      return "https";
    case "client-ip":
      return "203.0.113.7";
    default:
      return "NAME";
  }
}
