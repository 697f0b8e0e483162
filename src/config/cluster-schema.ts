import * as z from "zod";
import { forms } from "./forms.ts";
import { flag, listOf, text } from "./schema-parts.ts";

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

/** One of `clusters`: where a mesh is read from. */
export const clusterSchema = z
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
