import * as z from "zod";
import type { Verb } from "../model/config.ts";
import { type Form, forms } from "./forms.ts";

/** Every verb that a rule can allow, in the order of the documentation. */
export const verbs = [
  "why",
  "health",
  "who",
  "clusters",
  "digest",
  "doctor",
  "mute",
  "escalate",
] as const satisfies readonly Verb[];

/** Minutes until the next rung, where none are written. */
export const usualWait = 15;

/** Seconds for reading a live cluster, where none are written. */
export const usualDeadline = 20;

/** Ways to read a cluster: each has exactly one. */
export const waysToRead = ["snapshot", "kubeconfig", "kubeconfigSecret", "inCluster", "eks"] as const;

/** Keys that only some ways to read have, and which. */
export const keysOfWays: Readonly<Record<string, readonly (typeof waysToRead)[number][]>> = {
  context: ["kubeconfig", "kubeconfigSecret"],
  allowExec: ["kubeconfig"],
  namespaces: ["kubeconfig", "kubeconfigSecret", "inCluster", "eks"],
  deadlineSeconds: ["kubeconfig", "kubeconfigSecret", "inCluster", "eks"],
  secrets: ["kubeconfig", "kubeconfigSecret", "inCluster", "eks"],
  proxies: ["kubeconfig", "kubeconfigSecret", "inCluster", "eks"],
};

const eks = z.strictObject({
  cluster: text(forms.eksCluster).meta({ description: "Its name in EKS.", examples: ["prod-eu"] }),
  region: text(forms.region).meta({ description: "Its region.", examples: ["eu-central-1"] }),
  roleArn: text(forms.roleArn)
    .optional()
    .meta({
      description: "Asks as this role; without it, as the role that the process has.",
      examples: ["arn:aws:iam::123456789012:role/mesh-reader"],
    }),
  endpoint: text(forms.endpoint)
    .optional()
    .meta({
      description: "The API server's address. EKS is asked for what is missing of endpoint and ca.",
      examples: ["https://0123456789abcdef.gr7.eu-central-1.eks.amazonaws.com"],
    }),
  ca: text(forms.certificate)
    .optional()
    .meta({
      description: "The cluster's certificate authority, in base64 as EKS shows it, or PEM.",
      examples: ["LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM"],
    }),
});

const cluster = z
  .strictObject({
    snapshot: z
      .union([text(forms.snapshot), listOf(text(forms.snapshot))])
      .optional()
      .meta({
        description:
          "Where the cluster's snapshot is: a folder or a file, relative to this file, or s3://bucket/key. Of a list, later ones are laid over earlier ones.",
        examples: ["snapshots/prod-eu"],
      }),
    kubeconfig: text(forms.file)
      .optional()
      .meta({
        description: "Read live: a kubeconfig on the machine that answers, relative to this file.",
        examples: ["~/.kube/config"],
      }),
    kubeconfigSecret: text(forms.secretName)
      .optional()
      .meta({
        description: "Read live: the name of the secret that holds a kubeconfig.",
        examples: ["meshwhy/kubeconfig"],
      }),
    inCluster: z
      .literal(true)
      .optional()
      .meta({
        description: "Read live: the cluster that the bot runs in, as its pod's service account.",
        examples: [true],
      }),
    eks: eks.optional().meta({
      description: "Read live: a cluster of EKS, as an IAM role.",
      examples: [{ cluster: "prod-eu", region: "eu-central-1" }],
    }),
    context: text(forms.context)
      .optional()
      .meta({ description: "The context of the kubeconfig; without it, its current one.", examples: ["prod-eu"] }),
    allowExec: flag("Whether the kubeconfig may run programs for its credentials, as those of GKE and AKS do."),
    namespaces: listOf(text(forms.namespace))
      .optional()
      .meta({
        description:
          "Read one by one where the role does not allow to list in all namespaces; without it, those that a question names.",
        examples: [["shop", "istio-system"]],
      }),
    deadlineSeconds: z
      .int()
      .min(1)
      .max(300)
      .optional()
      .meta({
        description: `Seconds after which a question is answered from what was read by then; ${usualDeadline} where nothing is said.`,
        examples: [20],
      }),
    secrets: flag(
      "Whether it is looked up if the certificates that gateways name are there: names and types, no value.",
    ),
    proxies: flag(
      "Whether the proxies of a pair and istiod are asked what they hold, which takes the right to forward ports of pods.",
    ),
  })
  .meta({
    description: "A named mesh that questions can be asked about: a snapshot, or a cluster that is read live.",
    examples: [{ snapshot: "snapshots/prod-eu" }],
    oneOf: waysToRead.map((way) => ({
      required: [way],
      propertyNames: { enum: [way, ...Object.keys(keysOfWays).filter((key) => keysOfWays[key]?.includes(way))] },
    })),
  });

const channel = z
  .strictObject({
    cluster: text(forms.name)
      .optional()
      .meta({ description: "The cluster that is asked where none is named; else the first.", examples: ["prod-eu"] }),
    namespace: text(forms.namespace)
      .optional()
      .meta({ description: "Where short names are looked up first.", examples: ["shop"] }),
    answers: z
      .enum(["channel", "asker"])
      .optional()
      .meta({
        description: "Who sees answers: everybody in the channel (the default), or only the one who asked.",
        examples: ["asker"],
      }),
  })
  .nullable()
  .meta({ description: "What differs in one channel; nothing need be said." });

const slack = z
  .strictObject({
    teams: listOf(text(forms.team))
      .optional()
      .meta({
        description: "Workspaces whose members may ask; without it, the one that the app is installed in.",
        examples: [["T0123456789"]],
      }),
    channels: z
      .record(key(forms.channel), channel)
      .optional()
      .meta({ description: "Channels by id.", examples: [{ C0123456789: { answers: "asker" } }] }),
  })
  .meta({ description: "Where the bot is used." });

const rule = z
  .strictObject({
    name: text(forms.ruleName).meta({
      description: "Named in refusals and in the audit record; no two rules have the same.",
      examples: ["on-call"],
    }),
    may: listOf(z.enum(verbs))
      .optional()
      .meta({
        description: "What it allows; without it, all questions, but neither mute nor escalate.",
        examples: [["why", "health"]],
      }),
    channels: listOf(text(forms.channel))
      .optional()
      .meta({ description: "Only in one of these channels.", examples: [["C0123456789"]] }),
    users: listOf(text(forms.user))
      .optional()
      .meta({ description: "Only for one of these users.", examples: [["U0123456789"]] }),
    groups: listOf(text(forms.group))
      .optional()
      .meta({ description: "Only for members of one of these user groups.", examples: [["S0123456789"]] }),
    clusters: listOf(text(forms.name))
      .optional()
      .meta({ description: "Only about these clusters.", examples: [["prod-eu"]] }),
    namespaces: listOf(text(forms.namespace))
      .optional()
      .meta({ description: "Only about these namespaces, at both ends of a question.", examples: [["shop"]] }),
  })
  .meta({
    description: "Allows verbs to people. All lists that are there must fit.",
    examples: [{ name: "on-call", channels: ["C0123456789"] }],
  });

const policy = z
  .strictObject({
    directMessages: flag("Whether the bot may be asked in direct messages, by users whom a rule names."),
    guests: flag("Whether guests of the workspace may ask, where a rule allows it."),
    foreignWorkspaces: flag("Whether members of other workspaces may ask, where a rule allows it."),
    rules: listOf(rule)
      .optional()
      .meta({
        description:
          "Who may ask what. What no rule allows is refused. Without rules, all questions are allowed in the channels under slack.channels.",
        examples: [[{ name: "on-call", channels: ["C0123456789"] }]],
      }),
  })
  .meta({ description: "Who may ask what." });

const pair = z
  .union([
    text(forms.pair),
    z.strictObject({
      from: text(forms.party).meta({ description: "Who calls.", examples: ["shop/checkout"] }),
      to: text(forms.party).meta({ description: "What is called.", examples: ["shop/payment"] }),
    }),
  ])
  .meta({ description: "Who calls and what is called.", examples: ["checkout -> payment"] });

const digest = z
  .strictObject({
    cluster: text(forms.name).meta({ description: "The cluster that is asked.", examples: ["prod-eu"] }),
    channel: text(forms.channel).meta({
      description: "Where it is posted: one of the channels under slack.channels.",
      examples: ["C0123456789"],
    }),
    schedule: z
      .string()
      .optional()
      .meta({
        description: "When it is posted, as EventBridge reads it; without it, only when asked for.",
        examples: ["cron(0 7 ? * MON-FRI *)", "rate(1 day)"],
      }),
    timezone: z
      .string()
      .optional()
      .meta({ description: "IANA time zone of the schedule; UTC where none is given.", examples: ["Europe/Berlin"] }),
    pairs: listOf(pair)
      .optional()
      .meta({ description: "Pairs to ask about.", examples: [["checkout -> payment"]] }),
    namespaces: listOf(text(forms.namespace))
      .optional()
      .meta({ description: "Namespaces of which all declared pairs are asked about.", examples: [["shop"]] }),
  })
  .meta({
    description: "A health report.",
    examples: [{ cluster: "prod-eu", channel: "C0123456789", namespaces: ["shop"] }],
  });

const channelTarget = text(forms.channel).meta({ description: "A channel's id.", examples: ["C0123456789"] });

const target = z
  .strictObject({
    "slack-channel": channelTarget.optional(),
    "slack-group": z
      .strictObject({
        group: text(forms.group).meta({ description: "The user group to mention.", examples: ["S0123456789"] }),
        channel: text(forms.channel).meta({ description: "The channel to do it in.", examples: ["C0123456789"] }),
      })
      .optional()
      .meta({
        description: "A user group, mentioned in a channel.",
        examples: [{ group: "S0123456789", channel: "C0123456789" }],
      }),
    pagerduty: z
      .strictObject({
        routingKeySecret: text(forms.secretName).meta({
          description: "The name of the secret that holds the routing key of an Events API v2 integration.",
          examples: ["meshwhy/pagerduty-routing-key"],
        }),
        region: z
          .enum(["us", "eu"])
          .optional()
          .meta({ description: "Where the PagerDuty account is; us where nothing is said.", examples: ["eu"] }),
      })
      .optional()
      .meta({
        description: "A PagerDuty service.",
        examples: [{ routingKeySecret: "meshwhy/pagerduty-routing-key" }],
      }),
  })
  .meta({
    description: "One of slack-channel, slack-group and pagerduty.",
    examples: [{ "slack-channel": "C0123456789" }],
    minProperties: 1,
    maxProperties: 1,
  });

const rung = z
  .strictObject({
    waitMinutes: z
      .int()
      .min(1)
      .max(1440)
      .optional()
      .meta({
        description: `Minutes without an acknowledgement until the next rung; ${usualWait} where nothing is said.`,
        examples: [5],
      }),
    notify: listOf(target).meta({ description: "Who is told.", examples: [[{ "slack-channel": "C0123456789" }]] }),
  })
  .meta({ description: "One step of a ladder.", examples: [{ notify: [{ "slack-channel": "C0123456789" }] }] });

const ladder = z
  .strictObject({
    namespaces: listOf(text(forms.namespace))
      .optional()
      .meta({
        description: "Escalations in these namespaces take this ladder; without it, all.",
        examples: [["shop"]],
      }),
    rungs: listOf(rung).meta({
      description: "Told one after the other, until somebody acknowledges.",
      examples: [[{ notify: [{ "slack-channel": "C0123456789" }] }]],
    }),
  })
  .meta({
    description: "Who is told, and in which order.",
    examples: [{ rungs: [{ notify: [{ "slack-channel": "C0123456789" }] }] }],
  });

/**
 * `meshwhy.yaml` as it is written, version 1: what can be said of each value by itself. What is said of several stands
 * in sense-mistakes.ts. Everything is named as in the model, except that maps by name stand for lists of what has a name.
 */
export const configSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: "The version of this form.", examples: [1] }),
    clusters: z.record(key(forms.name), cluster).meta({
      description: "Clusters by name; the first is asked where nobody names one.",
      examples: [{ "prod-eu": { snapshot: "snapshots/prod-eu" } }],
    }),
    slack: slack.optional(),
    policy: policy.optional(),
    digests: z.record(key(forms.name), digest).optional().meta({ description: "Health reports by name." }),
    ladders: z
      .record(key(forms.name), ladder)
      .optional()
      .meta({ description: "Who is told of escalations, by name; the first that fits is taken." }),
  })
  .meta({
    description: "The configuration of meshwhy.",
    examples: [{ version: 1, clusters: { "prod-eu": { snapshot: "snapshots/prod-eu" } } }],
  });

/** `meshwhy.yaml` as it is written. */
export type WrittenConfig = z.infer<typeof configSchema>;

/** A text of a form. Its message is what the form is called: shape-mistakes.ts makes a sentence of it. */
function text(form: Form) {
  return z.string().regex(form.pattern, { error: form.called });
}

/** The key of a map. Not checked here, so that what is behind a bad key is; sense-mistakes.ts checks it. */
function key({ pattern }: Form) {
  return z.string().meta({ pattern: pattern.source });
}

function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).min(1);
}

function flag(description: string) {
  return z
    .boolean()
    .optional()
    .meta({ description: `${description} No, where nothing is said.`, examples: [true] });
}
