/** `meshwhy.yaml`: what it means, and everything that can be wrong with it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import { runs } from "../support/runs.ts";
import { least, mistakesIn, told } from "./written.ts";

const key = "e93facc04764012d7bfb002500d5d1a6";

function parsed(text: string) {
  return parseConfig(text, "meshwhy.yaml");
}

describe("what is not said", () => {
  test("is refused, or has the usual value", () => {
    expect(parsed(least)).toEqual({
      version: 1,
      clusters: [{ name: "demo", snapshot: ["shop"] }],
      slack: { teams: [], channels: [] },
      policy: { directMessages: false, guests: false, foreignWorkspaces: false, rules: [] },
      digests: [],
      ladders: [],
    });
  });

  test("of rules: questions in the channels that are listed", () => {
    const { policy, slack } = parsed(`${least}slack: {channels: {C0ONCALL01: , C0ONCALL02: {answers: asker}}}\n`);
    expect(slack.channels).toEqual([
      { id: "C0ONCALL01", answers: "channel" },
      { id: "C0ONCALL02", answers: "asker" },
    ]);
    expect(policy.rules).toEqual([
      {
        name: "slack.channels",
        channels: ["C0ONCALL01", "C0ONCALL02"],
        verbs: ["why", "health", "who", "clusters", "digest", "doctor"],
      },
    ]);
  });

  test("of what a rule allows: questions, neither mute nor escalate", () => {
    const { policy } = parsed(`${least}policy: {rules: [{name: all, users: [U0ALICE001]}]}\n`);
    expect(policy.rules).toEqual([
      { name: "all", users: ["U0ALICE001"], verbs: ["why", "health", "who", "clusters", "digest", "doctor"] },
    ]);
  });
});

describe("what is said", () => {
  test("of clusters keeps its order and its paths", () => {
    const { clusters } = parsed("version: 1\nclusters: {z: {snapshot: [b, ../a]}, a: {snapshot: s3://bucket/key}}\n");
    expect(clusters).toEqual([
      { name: "z", snapshot: ["b", "../a"] },
      { name: "a", snapshot: ["s3://bucket/key"] },
    ]);
  });

  test("of digests may write a pair in either form", () => {
    const { digests } = parsed(`${least}slack: {channels: {C0ONCALL01: }}
digests:
  morning:
    cluster: demo
    channel: C0ONCALL01
    pairs: [a -> b, shop/a → b.shop, {from: a, to: b}]
`);
    expect(digests[0]?.pairs).toEqual([
      { from: "a", to: "b" },
      { from: "shop/a", to: "b.shop" },
      { from: "a", to: "b" },
    ]);
  });

  test("of ladders names each target by its kind", () => {
    const { ladders } = parsed(`${least}ladders:
  on-call:
    namespaces: [shop]
    rungs:
      - notify: [{slack-channel: C0ONCALL01}, {slack-group: {group: S0ONCALL01, channel: C0ONCALL01}}]
      - {waitMinutes: 1440, notify: [{pagerduty: {routingKeySecret: meshwhy/pagerduty-routing-key}}]}
`);
    expect(ladders).toEqual([
      {
        name: "on-call",
        namespaces: ["shop"],
        rungs: [
          {
            waitMinutes: 15,
            notify: [
              { kind: "slack-channel", channel: "C0ONCALL01" },
              { kind: "slack-group", group: "S0ONCALL01", channel: "C0ONCALL01" },
            ],
          },
          {
            waitMinutes: 1440,
            notify: [{ kind: "pagerduty", routingKeySecret: "meshwhy/pagerduty-routing-key", region: "us" }],
          },
        ],
      },
    ]);
  });

  test("may be repeated by anchors", () => {
    const { policy } = parsed(`${least}policy:
  rules:
    - {name: a, channels: &here [C0ONCALL01]}
    - {name: b, channels: *here, users: [U0ALICE001]}
`);
    expect(policy.rules[1]?.channels).toEqual(["C0ONCALL01"]);
  });

  test.each([
    "\ufeffversion: 1\nclusters: {a: {snapshot: b}}\n",
    "version: 1\r\nclusters:\r\n  a:\r\n    snapshot: b\r\n",
  ])("may come from Windows: %j", (text) => {
    expect(parsed(text).clusters).toEqual([{ name: "a", snapshot: ["b"] }]);
  });
});

/** What is wrong and what to do, for texts that follow the least that is right. */
const wrong: readonly (readonly [text: string, mistake: string, next: string])[] = [
  ["slak: {}", '3:1 there is no key "slak" here', "Did you mean slack?"],
  ["slack: {chanels: {}}", '3:9 slack: there is no key "chanels" here', "Did you mean channels?"],
  ["slack: {xyzzy: 1}", '3:9 slack: there is no key "xyzzy" here', "Use teams or channels."],
  [
    "slack: {botToken: x}",
    '3:9 slack: there is no key "botToken" here',
    "Take it out: no secret belongs into this file. docs/configuration.md says where each is kept.",
  ],
  ["policy:", "3:8 policy: there is nothing behind it", "Leave it out, or see docs/configuration.md."],
  ["policy: []", "3:9 policy: it is a list, not a map", "See docs/configuration.md."],
  ["policy: {guests: yes}", '3:18 policy.guests: "yes" is not true or false', "Write it as guests: true."],
  [
    "slack: {teams: T0123456789}",
    '3:16 slack.teams: "T0123456789" is not a list',
    "Put it in brackets: teams: [T0123456789].",
  ],
  ["slack: {teams: []}", "3:16 slack.teams: the list is empty", "Leave it out, or write it as teams: [T0123456789]."],
  [
    "slack: {teams: [example]}",
    '3:17 slack.teams[0]: "example" is no id of a Slack workspace',
    "Write it as T0123456789: it stands in the address of Slack's web client, behind /client/.",
  ],
  [
    'slack: {channels: {"#on-call": {}}}',
    '3:20 slack.channels: "#on-call" is no id of a Slack channel',
    "Write it as C0123456789: in Slack, open the channel's details; the id stands at the bottom.",
  ],
  [
    "slack: {channels: {C0ONCALL01: {cluster: dmo}}}",
    '3:42 slack.channels.C0ONCALL01.cluster: there is no cluster "dmo"',
    "Did you mean demo?",
  ],
  [
    "slack: {channels: {C0ONCALL01: {answers: chanel}}}",
    '3:42 slack.channels.C0ONCALL01.answers: "chanel" is not channel or asker',
    "Did you mean channel?",
  ],
  [
    "slack: {channels: {C0ONCALL01: {namespace: 7}}}",
    "3:44 slack.channels.C0ONCALL01.namespace: 7 is not a text",
    'Put it in quotes: namespace: "7".',
  ],
  [
    "policy: {rules: []}",
    "3:17 policy.rules: the list is empty",
    "Leave it out, or write it as rules: [{name: on-call, channels: [C0123456789]}].",
  ],
  [
    "policy: {rules: [{name: all}]}",
    "3:18 policy.rules[0]: the rule does not say for whom it is",
    "Add channels, users or groups: all that are there must fit.",
  ],
  [
    "policy: {rules: [{users: [U0ALICE001]}]}",
    "3:18 policy.rules[0].name: it is missing",
    "Write it as name: on-call.",
  ],
  [
    "policy: {rules: [{name: slack.channels, users: [U0ALICE001]}]}",
    '3:25 policy.rules[0].name: "slack.channels" is no name of a rule',
    "Use letters, digits, spaces, dashes and underscores, 63 at most: it is named in refusals.",
  ],
  [
    "policy: {rules: [{name: a, users: [U0ALICE001]}, {name: a, users: [U0ALICE001]}]}",
    '3:57 policy.rules[1].name: another rule is called "a"',
    "Give each a name of its own.",
  ],
  [
    "policy: {rules: [{name: a, users: ['@alice']}]}",
    '3:36 policy.rules[0].users[0]: "@alice" is no id of a Slack user',
    'Write it as U0123456789: in Slack, open the profile, then ⋮, then "Copy member ID".',
  ],
  [
    "policy: {rules: [{name: a, groups: [U0ALICE001]}]}",
    '3:37 policy.rules[0].groups[0]: "U0ALICE001" is no id of a Slack user group',
    'Write it as S0123456789: in Slack, open the group under "People", then ⋮, then "Copy group ID".',
  ],
  [
    "policy: {rules: [{name: a, users: [U0ALICE001], may: [why, escallate]}]}",
    '3:60 policy.rules[0].may[1]: "escallate" is not why, health, who, clusters, digest, doctor, mute or escalate',
    "Did you mean escalate?",
  ],
  [
    "policy: {rules: [{name: a, users: [U0ALICE001], clusters: [prod]}]}",
    '3:60 policy.rules[0].clusters[0]: there is no cluster "prod"',
    "Add it under clusters, or name one that is there.",
  ],
  [
    "policy: {rules: [{name: a, users: [U0ALICE001], namespaces: [shop-*]}]}",
    '3:62 policy.rules[0].namespaces[0]: "shop-*" is no name of a namespace',
    "Use the name that kubectl get namespaces shows; each is written out.",
  ],
  [
    "ladders: {on-call: {rungs: []}}",
    "3:28 ladders.on-call.rungs: the list is empty",
    "Write it as rungs: [{notify: [{slack-channel: C0123456789}]}].",
  ],
  [
    "ladders: {on-call: {rungs: [{notify: []}]}}",
    "3:38 ladders.on-call.rungs[0].notify: the list is empty",
    "Write it as notify: [{slack-channel: C0123456789}].",
  ],
  ...["0", "1441", "1.5", "5m", "'5'"].map(
    (minutes) =>
      [
        `ladders: {on-call: {rungs: [{waitMinutes: ${minutes}, notify: [{slack-channel: C0ONCALL01}]}]}}`,
        `3:43 ladders.on-call.rungs[0].waitMinutes: ${/^[\d.]+$/.test(minutes) ? minutes : `"${minutes.replaceAll("'", "")}"`} is no whole number from 1 to 1440`,
        "Write it as waitMinutes: 5.",
      ] as const,
  ),
  [
    "ladders: {on-call: {rungs: [{notify: [{}]}]}}",
    "3:39 ladders.on-call.rungs[0].notify[0]: it names nobody",
    "Write slack-channel, slack-group or pagerduty.",
  ],
  [
    "ladders: {on-call: {rungs: [{notify: [{slack-channel: C0ONCALL01, pagerduty: {routingKeySecret: pd}}]}]}}",
    "3:39 ladders.on-call.rungs[0].notify[0]: it names 2 targets in one",
    "Begin each with a dash of its own: they are told at the same time.",
  ],
  [
    "ladders: {1st: {rungs: [{notify: [{slack-channel: C0ONCALL01}]}]}}",
    '3:11 ladders: "1st" is no name',
    "Begin with a letter, and go on with letters, digits, dots, dashes and underscores, 63 at most.",
  ],
];

/** The same for a digest, whose channel is listed. */
const wrongDigests: readonly (readonly [text: string, mistake: string, next: string])[] = [
  ["cluster: demo, channel: C0ONCALL01", "4:20 digests.morning: it asks about nothing", "Add pairs or namespaces."],
  [
    "cluster: prod, channel: C0ONCALL01, namespaces: [shop]",
    '4:30 digests.morning.cluster: there is no cluster "prod"',
    "Add it under clusters, or name one that is there.",
  ],
  [
    "cluster: demo, channel: C0ONCALL02, namespaces: [shop]",
    '4:45 digests.morning.channel: there is no channel "C0ONCALL02"',
    "Did you mean C0ONCALL01?",
  ],
  [
    "cluster: demo, channel: C0ONCALL01, pairs: [checkout payment]",
    '4:65 digests.morning.pairs[0]: "checkout payment" is no pair',
    "Write it as checkout -> payment.",
  ],
  [
    "cluster: demo, channel: C0ONCALL01, pairs: [{from: checkout}]",
    "4:65 digests.morning.pairs[0].to: it is missing",
    "Write it as to: shop/payment.",
  ],
  [
    "cluster: demo, channel: C0ONCALL01, pairs: [[a, b]]",
    "4:65 digests.morning.pairs[0]: it is a list, not a text or a map",
    "Write it as checkout -> payment.",
  ],
  [
    "cluster: demo, channel: C0ONCALL01, namespaces: [shop], schedule: every day",
    '4:87 digests.morning.schedule: "every day" is no schedule: it is neither rate(…) nor cron(…)',
    "Write it as rate(1 day), or as cron(0 7 ? * MON-FRI *) for 7:00 on weekdays.",
  ],
  [
    "cluster: demo, channel: C0ONCALL01, namespaces: [shop], schedule: rate(1 day), timezone: Berlin",
    '4:110 digests.morning.timezone: "Berlin" is no IANA time zone',
    "Did you mean Europe/Berlin?",
  ],
  [
    "cluster: demo, channel: C0ONCALL01, namespaces: [shop], schedule: rate(1 day), timezone: Europe/Belrin",
    '4:110 digests.morning.timezone: "Europe/Belrin" is no IANA time zone',
    "Did you mean Europe/Berlin or Europe/Belfast or Europe/Belgrade?",
  ],
  [
    "cluster: demo, channel: C0ONCALL01, namespaces: [shop], timezone: Europe/Berlin",
    "4:87 digests.morning.timezone: there is no schedule that it would be of",
    "Add schedule, or take it out.",
  ],
];

describe("a mistake tells place, what is wrong and what to do", () => {
  test.each([
    ...wrong.map(([text, ...mistake]) => [`${least}${text}\n`, ...mistake] as const),
    ...wrongDigests.map(
      ([text, ...mistake]) =>
        [`${least}slack: {channels: {C0ONCALL01: }}\ndigests: {morning: {${text}}}\n`, ...mistake] as const,
    ),
  ])("%j", (text, mistake, next) => {
    expect(mistakesIn(text).map(({ line, column, what, next }) => [`${line}:${column} ${what}`, next])).toEqual([
      [mistake, next],
    ]);
  });

  test.each([
    ["", "1:1 the file is empty"],
    ["# nothing\n", "1:1 the file is empty"],
    ["- a\n", "1:1 it is a list, not a map"],
    ["clusters: {a: {snapshot: b}}\n", "1:1 version: it is missing"],
    ["version: 2\nclusters: {a: {snapshot: b}}\n", "1:10 version: 2 is not 1, the only version that there is"],
    ["version: 1\n", "1:1 clusters: it is missing"],
    ["version: 1\nclusters: {}\n", "2:11 clusters: there is none"],
    [
      "version: 1\nclusters:\n  a:\n    snapshoot: b\n",
      '4:5 clusters.a: it does not say where the mesh is read from\n4:5 clusters.a: there is no key "snapshoot" here',
    ],
    ["version: 1\nclusters: {a: }\n", "2:15 clusters.a: there is nothing behind it"],
    ["version: 1\nclusters: {a: {snapshot: 1}}\n", "2:26 clusters.a.snapshot: 1 is not a text or a list"],
    ["version: 1\nclusters: {a: {snapshot: [b, '-']}}\n", '2:30 clusters.a.snapshot[1]: "-" is no place of a snapshot'],
    [
      "version: 1\nclusters: {a: {snapshot: 'https://x/y'}}\n",
      '2:26 clusters.a.snapshot: "https://x/y" is no place of a snapshot',
    ],
    [
      "version: 1\nclusters: {a: {snapshot: 's3://bucket'}}\n",
      '2:26 clusters.a.snapshot: "s3://bucket" is no place of a snapshot',
    ],
    [
      "version: 1\nclusters: {a: {snapshot: b, eks: {cluster: c, region: eu-central-1}}}\n",
      "2:34 clusters.a.eks: the cluster is read by snapshot and eks",
    ],
    [
      "version: 1\nclusters: {a: {snapshot: b, context: c, deadlineSeconds: 5, namespaces: [d]}}\n",
      `2:38 clusters.a.context: it means nothing for a cluster that is read by snapshot
2:58 clusters.a.deadlineSeconds: it means nothing for a cluster that is read by snapshot
2:73 clusters.a.namespaces: it means nothing for a cluster that is read by snapshot`,
    ],
    [
      "version: 1\nclusters: {a: {kubeconfigSecret: b, allowExec: true}}\n",
      "2:48 clusters.a.allowExec: it means nothing for a cluster that is read by kubeconfigSecret",
    ],
    [
      "version: 1\nclusters: {a: {snapshot: b, secrets: true}}\n",
      "2:38 clusters.a.secrets: it means nothing for a cluster that is read by snapshot",
    ],
    [
      "version: 1\nclusters: {a: {snapshot: b, proxies: true}}\n",
      "2:38 clusters.a.proxies: it means nothing for a cluster that is read by snapshot",
    ],
    [
      "version: 1\nclusters: {a: {inCluster: true, proxies: yes please}}\n",
      '2:42 clusters.a.proxies: "yes please" is not true or false',
    ],
    ["version: 1\nclusters: {a: {inCluster: false}}\n", "2:27 clusters.a.inCluster: false is not true"],
    [
      "version: 1\nclusters: {a: {kubeconfig: k, deadlineSeconds: 0}}\n",
      "2:48 clusters.a.deadlineSeconds: 0 is no whole number from 1 to 300",
    ],
    [
      "version: 1\nclusters: {a: {eks: {cluster: '-', region: eu}}}\n",
      '2:31 clusters.a.eks.cluster: "-" is no name of an EKS cluster\n2:44 clusters.a.eks.region: "eu" is no region of AWS',
    ],
    [
      "version: 1\nclusters: {a: {eks: {cluster: b, region: eu-central-1, roleArn: me, endpoint: 'http://x', ca: x}}}\n",
      `2:65 clusters.a.eks.roleArn: "me" is no ARN of a role
2:79 clusters.a.eks.endpoint: "http://x" is no address of an API server
2:95 clusters.a.eks.ca: "x" is no certificate authority`,
    ],
    ["version: 1\nclusters: {__proto__: {snapshot: b}}\n", '2:12 clusters: "__proto__" is no name'],
  ])("%j", (text, mistakes) => {
    expect(told(text)).toEqual(mistakes.split("\n"));
  });
});

describe("what is no YAML", () => {
  test.each([
    ["version: 1\nclusters: {a: {snapshot: b}}\nversion: 1\n", '3:1 the key "version" is there twice'],
    ["version: 1\nclusters:\n  a: {snapshot: b}\n  a: {snapshot: c}\n", '4:3 the key "a" is there twice'],
    [`${least}---\n${least}`, "3:1 a second document begins"],
    [`${least}slack: !slack {}\n`, "3:8 tags mean nothing here"],
    [`${least}? [a]\n: b\n`, "3:3 a key is no text"],
    [`${least}slack:\n\tteams: [T0123456789]\n`, "4:1 it is indented with a tab"],
    [`${least}slack: {teams: *teams}\n`, "3:16 there is no anchor &teams before *teams"],
    [`${least}slack: {teams: [T0123456789\n`, expect.stringMatching(/^3:\d+ it is no YAML: flow sequence/)],
  ])("%j", (text, mistake) => {
    expect(told(text)).toContainEqual(mistake);
  });

  test("does not hide what else is wrong where the rest can be read", () => {
    expect(told(`${least}version: 1\nslak: {}\n`)).toEqual([
      '3:1 the key "version" is there twice',
      '4:1 there is no key "slak" here',
    ]);
  });

  const lols = Array.from(
    { length: 9 },
    (_, i) =>
      `${"abcdefghi"[i]}: &${"abcdefghi"[i]} [${
        i === 0
          ? "lol"
          : Array(9)
              .fill(`*${"abcdefghi"[i - 1]}`)
              .join(", ")
      }]`,
  );
  test.each([
    ["anchors that grow without end", lols.join("\n")],
    ["an anchor inside itself", "a: &a [*a]\n"],
    ["thousands of aliases", `a: &a b\nc: [${Array(2000).fill("*a").join(", ")}]\n`],
    ["brackets without end", `a: ${"[".repeat(50_000)}`],
    ["brackets that all end", `a: ${"[".repeat(2000)}${"]".repeat(2000)}`],
  ])("%s", (_title, text) => {
    expect(told(text)).toEqual(["1:1 it is nested too deeply, or its anchors grow without end"]);
  });

  test("or is more than anybody writes", () => {
    expect(told(`# ${"x".repeat(1_000_000)}`)).toEqual(["1:1 it has more than 1000000 characters"]);
  });
});

describe("all that is wrong", () => {
  const text = `version: 1
clusters:
  demo: {snapshot: []}
slack:
  channels:
    general: {answers: all}
policy:
  rules:
    - {name: a, may: [everything], channels: [C0ONCALL01], clusters: [prod]}
    - {name: a}
digests:
  morning: {cluster: demo, channel: C0ONCALL01, schedule: rate(1 days), pairs: [a]}
ladders:
  on-call: {rungs: []}
`;

  test("is told at once, in the order of the file", () => {
    expect(told(text)).toEqual([
      "3:20 clusters.demo.snapshot: the list is empty",
      '6:5 slack.channels: "general" is no id of a Slack channel',
      '6:24 slack.channels.general.answers: "all" is not channel or asker',
      '9:23 policy.rules[0].may[0]: "everything" is not why, health, who, clusters, digest, doctor, mute or escalate',
      '9:71 policy.rules[0].clusters[0]: there is no cluster "prod"',
      "10:7 policy.rules[1]: the rule does not say for whom it is",
      '10:14 policy.rules[1].name: another rule is called "a"',
      '12:37 digests.morning.channel: there is no channel "C0ONCALL01"',
      '12:59 digests.morning.schedule: "rate(1 days)" is no schedule: that is written rate(1 day)',
      '12:81 digests.morning.pairs[0]: "a" is no pair',
      "14:20 ladders.on-call.rungs: the list is empty",
    ]);
  });

  test("is one error, which counts them", () => {
    expect(() => parsed(text)).toThrow(
      expect.objectContaining({
        code: "BAD_CONFIG",
        message: 'Cannot use "meshwhy.yaml": it has 11 mistakes',
        next: "Mend each of them; mesh config lint lists them.",
      }),
    );
  });

  test("is the error itself where it is one thing", () => {
    expect(() => parsed(`${least}slak: {}\n`)).toThrow(
      expect.objectContaining({
        message: 'Cannot use "meshwhy.yaml": line 3, column 1: there is no key "slak" here',
        next: "Did you mean slack?",
      }),
    );
  });
});

describe("a key or a token", () => {
  test.each([
    `ladders: {a: {rungs: [{notify: [{pagerduty: {routingKeySecret: ${key}}}]}]}}`,
    `ladders: {a: {rungs: [{notify: [{pagerduty: {routingKeySecret: /meshwhy/${key}}}]}]}}`,
    `ladders: {a: {rungs: [{notify: [{pagerduty: {routingKeySecret: https://events.pagerduty.com/integration/${key}/enqueue}}]}]}}`,
    `ladders: {a: {rungs: [{notify: [{pagerduty: {routingKey: ${key}}}]}]}}`,
    `ladders: {a: {rungs: [{notify: [{pagerduty: ${key}}]}]}}`,
    `ladders: {a: {rungs: [{notify: [${key}]}]}}`,
    `slack: {teams: ${key}}`,
    `slack: {${key}: x}`,
    `slack: {channels: {${key}: {answers: x}}}`,
    `slack: {signingSecret: ${key}}`,
    `policy: {guests: ${key}, rules: ${key}}`,
    `policy: {rules: [{name: ${key}, users: [${key}], may: [${key}], clusters: [${key}]}]}`,
    `digests: {a: {cluster: ${key}, channel: ${key}, schedule: ${key}, timezone: ${key}, pairs: [${key}]}}`,
    `${key}: ${key}\n${key}: ${key}`,
    `slack: "${key}`,
    `slack: [${key}`,
  ])("is refused and not repeated: %s", (text) => {
    const mistakes = mistakesIn(`${least}${text}\n`);
    expect(mistakes.length).toBeGreaterThan(0);
    expect(JSON.stringify(mistakes)).not.toContain(key);
  });

  test("is told from the name of a secret", () => {
    const names = ["meshwhy/pagerduty-routing-key", "/prod/meshwhy/pagerduty", "pagerduty_eu", "arn-like.name@1"];
    for (const name of names)
      expect(told(`${least}ladders: {a: {rungs: [{notify: [{pagerduty: {routingKeySecret: ${name}}}]}]}}\n`)).toEqual(
        [],
      );
  });
});

describe("whatever a text holds", () => {
  const words = fc.constantFrom(
    ..."version: clusters: slack: policy: rules: - channels: C0ONCALL01 : [ ] { } & * ! | > ' \" # \n \t 1 null a: &a *a ~ --- ... ? @ ` %".split(
      " ",
    ),
    "\n  ",
    "\n    - ",
    "__proto__: ",
    "\u0000",
    "é",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(words, { maxLength: 40 }).map((parts) => parts.join("")),
    fc.array(words, { maxLength: 10 }).map((parts) => `${least}${parts.join("")}`),
    fc
      .json()
      .map(
        (json) =>
          `{"version": 1, "clusters": ${json}, "slack": ${json}, "policy": {"rules": ${json}}, "ladders": {"a": ${json}}}`,
      ),
  );

  test("it is read, or its mistakes are told, each inside of it", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const lines = text.split(/\r\n|\r|\n/);
        for (const { line, column, what, next } of mistakesIn(text)) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(what).not.toBe("");
          expect(next).toMatch(/[.?]$/);
        }
      }),
      runs(500),
    );
  });

  test("nothing but BAD_CONFIG is thrown", () => {
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parsed(text);
        } catch (error) {
          expect(error).toBeInstanceOf(MeshError);
          expect((error as MeshError).mistakes.length).toBeGreaterThan(0);
        }
      }),
      runs(300),
    );
  });
});
