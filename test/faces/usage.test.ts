/** Command lines that cannot be understood: what is said, what to do now, and the same as JSON. */
import { describe, expect, test } from "vitest";
import type { ErrorJson } from "../../src/render/error-json.ts";
import { mesh, shopWith } from "./mesh.ts";
import { valid } from "./valid.ts";

const ask = ["why", "checkout", "payment"];

const refused: readonly (readonly [words: readonly string[], message: string, next: string])[] = [
  [["wyh", "a", "b"], 'Cannot run "wyh": there is no such command', "Did you mean why? See mesh help."],
  [
    ["lint", "x"],
    'Cannot run "lint": there is no such command',
    "Did you mean config lint or snapshot lint? See mesh help.",
  ],
  [["a", "b"], 'Cannot run "a": there is no such command', "Did you mean mesh why a b? See mesh help."],
  [["xyzzy"], 'Cannot run "xyzzy": there is no such command', "See mesh help."],
  [["help", "wyh"], 'Cannot run "wyh": there is no such command', "Did you mean why? See mesh help."],

  [["why"], "Cannot ask: neither caller nor destination is named", "See mesh help why."],
  [["why", "a"], 'Cannot ask: the destination of "a" is missing', "See mesh help why."],
  [["why", "", "b"], "Cannot ask: the name of the caller is empty", "See mesh help why."],
  [["why", "a", " "], "Cannot ask: the name of the destination is empty", "See mesh help why."],
  [[...ask, "c", "d"], 'Cannot ask about "c d": a question has one caller and one destination', "See mesh help why."],
  [
    ask,
    "Cannot answer: no snapshot is named, and there is no kubeconfig",
    "Add --snapshot DIR (files as kubectl get -o yaml prints them) or --kubeconfig FILE, or try mesh demo.",
  ],
  ...["--cluster", "--config"].map(
    (option) =>
      [
        [...ask, `${option}=prod`, "--snapshot=dump"],
        "Cannot ask a snapshot and a configured cluster: a question is asked in one place",
        "Leave one of them out. See mesh help why.",
      ] as const,
  ),
  ...["--context", "--kubeconfig"].flatMap((option) => [
    [
      ["health", "payment", `${option}=prod`, "--snapshot=dump"],
      "Cannot ask a snapshot and a context of a kubeconfig: a question is asked in one place",
      "Leave one of them out. See mesh help health.",
    ] as const,
    [
      [...ask, `${option}=prod`, "--cluster=prod"],
      "Cannot ask a configured cluster and a context of a kubeconfig: a question is asked in one place",
      "Leave one of them out. See mesh help why.",
    ] as const,
  ]),

  [[...ask, "--list"], "Cannot use --list here: mesh why has no such option", "See mesh help why."],

  [
    [...ask, "--snapshoot", "x"],
    "Cannot read the command line: there is no option --snapshoot",
    "Did you mean --snapshot? See mesh help why for the options there are.",
  ],
  [
    [...ask, "--file=x"],
    "Cannot read the command line: there is no option --file",
    "Did you mean --snapshot? See mesh help why for the options there are.",
  ],
  [
    [...ask, "-x"],
    "Cannot read the command line: there is no option -x",
    "See mesh help why for the options there are.",
  ],
  [
    [...ask, "--constructor"],
    "Cannot read the command line: there is no option --constructor",
    "See mesh help why for the options there are.",
  ],
  [[...ask, "-s"], "Cannot read the command line: -s has no value", "Write one behind it."],
  [
    [...ask, "--snapshot", "--port", "80"],
    "Cannot read the command line: --snapshot has no value",
    "A value that begins with a dash is written --snapshot=--port.",
  ],
  [[...ask, "-p", "1", "--port", "2"], "Cannot read the command line: --port is given twice", "Leave one of them out."],
  [[...ask, "--details=1"], "Cannot read the command line: --details takes no value", "Write --details alone."],

  ...["0", "65536", "http", "0x50", "8e1", "", "-1", " 80"].map(
    (port) =>
      [
        [...ask, `--port=${port}`],
        `Cannot take "${port}" for a port: it is no number from 1 to 65535`,
        "Give the number of the Service's port, e.g. --port 8080.",
      ] as const,
  ),
  [
    ["why", "a", "payment:http"],
    'Cannot take "http" for a port: it is no number from 1 to 65535',
    "Give the number of the Service's port, e.g. --port 8080.",
  ],
  [
    ["why", "a", "payment:80", "--port", "81"],
    "Cannot ask for two ports: the destination says 80, --port says 81",
    "Leave one of them out.",
  ],
  [
    ["why", "a", "http://payment/x", "--request", "/y"],
    'Cannot ask for two paths: the URL says "/x", --request says "/y"',
    "Leave one of them out.",
  ],
  [
    ["why", "http://checkout", "payment"],
    'Cannot take "http://checkout" for the caller: it is a URL',
    "Name the calling workload, e.g. shop/checkout.",
  ],
  ...["http://", "http://payment:99999/", "http://pay ment/"].map(
    (url) =>
      [
        ["why", "a", url],
        `Cannot read "${url}": it is no URL`,
        "Write it as http://payment.shop:8080/charge.",
      ] as const,
  ),
  [
    ["why", "a", "ftp://payment"],
    'Cannot speak "ftp": there is no such scheme',
    "Use one of http, https, grpc, tcp, tls.",
  ],
  [
    [...ask, "--scheme", "htp"],
    'Cannot speak "htp": there is no such scheme',
    "Use one of http, https, grpc, tcp, tls.",
  ],

  ...["POST charge", "charge", "POST", "", "POST /a b"].map(
    (request) =>
      [
        [...ask, "--request", request],
        `Cannot read the request "${request}": it is no method and path`,
        'Write it as --request "POST /charge".',
      ] as const,
  ),
  [[...ask, "-H", "foo"], "Cannot read a header: it has no colon", 'Write it as --header "name: value".'],
  [[...ask, "-H", ": foo"], "Cannot read a header: it has no name", 'Write it as --header "name: value".'],
  [
    [...ask, "-H", "x y: z"],
    "Cannot read a header: its name has characters that no name of a header has",
    'Write it as --header "name: value".',
  ],
  [
    ["why", "checkout", "-H", "x-user:", "jason", "payment"],
    'Cannot read the header "x-user:": it has no quotes around name and value',
    "See mesh help why.",
  ],
  [
    [...ask, "--client-ip", "somewhere"],
    'Cannot take "somewhere" for the client\'s address: it is no IP',
    "Write it as 203.0.113.7.",
  ],
  ...["yesterday", "14:00", "2026-13-01", "2026-02-31T00:00:00Z", "2026-11-20T25:00:00Z", "Nov 20 2026"].map(
    (time) =>
      [
        [...ask, "--at", time],
        `Cannot take "${time}" for a time: it is not RFC 3339`,
        "Write it as 2026-11-20T14:00:00Z.",
      ] as const,
  ),
  ...["html", "slack"].map(
    (output) =>
      [
        [...ask, "--output", output],
        `Cannot write "${output}": this output is not available yet`,
        "Use --output text, json or markdown.",
      ] as const,
  ),
  [[...ask, "--output", "jsn"], 'Cannot write "jsn": there is no such output', "Use --output text, json or markdown."],

  [["demo", "a", "b"], 'Cannot show "a b": demo takes one name', "See mesh help demo."],
  [
    [...ask, "--secrets", "--snapshot=dump"],
    'Cannot use "--secrets" with a snapshot: only a cluster is asked for them',
    "Leave it out: a snapshot has the Secrets that lie in it. See mesh help why.",
  ],
  [["who", "payment", "--secrets"], "Cannot use --secrets here: mesh who has no such option", "See mesh help who."],
  [["demo", "--port", "80"], "Cannot use --port here: mesh demo has no such option", "See mesh help demo."],
  [
    ["snapshot", "a", "b", "c", "-o", "x"],
    'Cannot read "a b c": it is neither a pair nor a list of ns/NAME',
    "See mesh help snapshot.",
  ],
  [
    ["snapshot", "ns/a", "b", "-o", "x"],
    'Cannot read "ns/a b": it is neither a pair nor a list of ns/NAME',
    "See mesh help snapshot.",
  ],
  [
    ["snapshot", "ns/a", "-o", "x", "-H", "host: b"],
    "Cannot use --header here: it belongs to a question of one pair",
    "See mesh help snapshot.",
  ],
  [["snapshot", " ", "-o", "x"], "Cannot write a snapshot: a name is empty", "See mesh help snapshot."],
  [
    ["snapshot", "a", "b", "-o", "x", "-d"],
    "Cannot use --details here: mesh snapshot has no such option",
    "See mesh help snapshot.",
  ],
  [
    ["snapshot", "-o", "x", "-s", "a", "--cluster", "b"],
    "Cannot ask a snapshot and a configured cluster: a question is asked in one place",
    "Leave one of them out. See mesh help snapshot.",
  ],
  [["diff"], "Cannot compare: no snapshot is named", "See mesh help diff."],
  [["diff", "a"], "Cannot compare: only one snapshot is named", "See mesh help diff."],
  [["diff", "a", "b", "c"], "Cannot compare: caller and destination are not both named", "See mesh help diff."],
  [
    ["diff", "a", "b", "c", "d", "e"],
    'Cannot ask about "e": a question has one caller and one destination',
    "See mesh help diff.",
  ],
  [
    ["diff", "-", "b", "c", "d"],
    "Cannot compare standard input: name a file, a folder or an archive",
    "See mesh help diff.",
  ],
  [
    ["diff", "a", "b", "c", "d", "-s", "x"],
    "Cannot use --snapshot here: mesh diff has no such option",
    "See mesh help diff.",
  ],
  [[...ask, "--interval", "5s"], "Cannot use --interval alone: it says how --watch goes", "See mesh help why."],
  [[...ask, "--until", "healthy"], "Cannot use --until alone: it says how --watch goes", "See mesh help why."],
  [
    [...ask, "--watch", "--until", "helthy"],
    'Cannot wait until "helthy": there is no such verdict',
    "Use --until healthy, degraded, broken or unknown.",
  ],
  [
    [...ask, "--watch", "--interval", "0s"],
    'Cannot take "0s" for an interval: it is not between 1s and 24h',
    "Write it as 30s, 5m or 1h.",
  ],
  [
    [...ask, "--watch", "--interval", "soon"],
    'Cannot take "soon" for an interval: it is not between 1s and 24h',
    "Write it as 30s, 5m or 1h.",
  ],
  [[...ask, "--watch", "-s", "-"], "Cannot watch standard input: it can be read once only", "See mesh help why."],
  [
    [...ask, "--watch", "-o", "markdown"],
    'Cannot write "markdown": this command does not know that output',
    "Use --output text or json.",
  ],
  [["config"], 'Cannot run "config": it does not say what to do', "See mesh help config."],
  [["config", "show"], 'Cannot run "config show": only "config lint" is there', "See mesh help config."],
  [["config", "lint", "a", "b"], 'Cannot lint "b" too: config lint takes one file', "See mesh help config."],
  [["config", "lint", "a", "--config=b"], 'Cannot lint "b" too: config lint takes one file', "See mesh help config."],
  [["config", "lint", "-v"], "Cannot use --verbose here: mesh config has no such option", "See mesh help config."],
  [["snapshot", "lint"], "Cannot lint: no file or folder is named", "See mesh help snapshot."],
  [
    ["snapshot", "lint", "x", "-d"],
    "Cannot use --details here: mesh snapshot has no such option",
    "See mesh help snapshot.",
  ],
  [
    ["snapshot", "lint", "x", "-o", "markdown"],
    'Cannot write "markdown": this command does not know that output',
    "Use --output text or json.",
  ],
];

describe("refuses", () => {
  test.each(refused)("%j", async (words, message, next) => {
    expect(await mesh(words)).toEqual({ status: 2, stdout: "", stderr: `${message}\n${next}\n` });
  });

  test.each(refused.filter(([words]) => !words.some((word) => /^(?:-o|--output|-s)$/.test(word))))(
    "%j as JSON",
    async (words, message, next) => {
      const { status, stdout, stderr } = await mesh([words[0] ?? "", "--output", "json", ...words.slice(1)]);
      expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
      expect(valid<ErrorJson>(stdout, "error")).toMatchObject({
        schema: "meshwhy.error/v1",
        code: "USAGE",
        message,
        next,
      });
    },
  );

  test.each([
    [["--output=json"]],
    [["--output", "json"]],
    [["-o", "json"]],
    [["-ojson"]],
    [["-o=json"]],
    [["-dvo", "json"]],
  ])("in JSON when asked by %j", async (words) => {
    const { status, stdout, stderr } = await mesh(["wyh", ...words]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(valid<ErrorJson>(stdout, "error").code).toBe("USAGE");
  });
});

describe("candidates", () => {
  test.each<[readonly string[], readonly string[]]>([
    [["wyh"], ["why"]],
    [[...ask, "--snapshoot=x"], ["--snapshot"]],
    [[...ask, "--json"], ["--output json"]],
    [
      [...ask, "--scheme=httpx"],
      ["http", "https"],
    ],
    [
      [...ask, "--scheme=quic"],
      ["http", "https", "grpc", "tcp", "tls"],
    ],
    [[...ask, "--playbook=wy", ...shopWith()], ["why"]],
  ])("%j: %j", async (words, candidates) => {
    const { stdout } = await mesh([...words, "-ojson"]);
    expect(valid<ErrorJson>(stdout, "error").candidates).toEqual(candidates);
  });
});
