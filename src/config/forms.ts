/** A form that a text must have: what it is called, and how one gets it right. */
export interface Form {
  readonly pattern: RegExp;
  /** Behind `"x" is no …`. */
  readonly called: string;
  /** A sentence: how to write it, or where to find it. */
  readonly next: string;
}

/** The forms of texts in `meshwhy.yaml`. Slack's ids: https://api.slack.com/reference/ids */
export const forms = {
  name: {
    pattern: /^[A-Za-z][A-Za-z0-9._-]{0,62}$/,
    called: "name",
    next: "Begin with a letter, and go on with letters, digits, dots, dashes and underscores, 63 at most.",
  },
  ruleName: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9 _-]{0,62}$/,
    called: "name of a rule",
    next: "Use letters, digits, spaces, dashes and underscores, 63 at most: it is named in refusals.",
  },
  namespace: {
    pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    called: "name of a namespace",
    next: "Use the name that kubectl get namespaces shows; each is written out.",
  },
  channel: {
    pattern: /^[CG][A-Z0-9]{8,13}$/,
    called: "id of a Slack channel",
    next: "Write it as C0123456789: in Slack, open the channel's details; the id stands at the bottom.",
  },
  user: {
    pattern: /^[UW][A-Z0-9]{8,13}$/,
    called: "id of a Slack user",
    next: 'Write it as U0123456789: in Slack, open the profile, then ⋮, then "Copy member ID".',
  },
  group: {
    pattern: /^S[A-Z0-9]{8,13}$/,
    called: "id of a Slack user group",
    next: 'Write it as S0123456789: in Slack, open the group under "People", then ⋮, then "Copy group ID".',
  },
  team: {
    pattern: /^[TE][A-Z0-9]{8,13}$/,
    called: "id of a Slack workspace",
    next: "Write it as T0123456789: it stands in the address of Slack's web client, behind /client/.",
  },
  snapshot: {
    pattern:
      /^(?:s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\s/]\S*|(?!-$)(?![A-Za-z][A-Za-z0-9+.-]*:\/\/)[^\s\0](?:[^\0\r\n]*[^\s\0])?)$/,
    called: "place of a snapshot",
    next: "Name a folder or a file, relative to this file, or s3://bucket/key.",
  },
  file: {
    pattern: /^(?!-$)(?![A-Za-z][A-Za-z0-9+.-]*:\/\/)[^\s\0](?:[^\0\r\n]*[^\s\0])?$/,
    called: "path of a file",
    next: "Name a file, relative to this one; ~/ stands for the home folder.",
  },
  context: {
    pattern: /^[^\s\0](?:[^\0\r\n]{0,251}[^\s\0])?$/,
    called: "name of a context",
    next: "Use a name that kubectl config get-contexts shows.",
  },
  eksCluster: {
    pattern: /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/,
    called: "name of an EKS cluster",
    next: "Use a name that aws eks list-clusters shows.",
  },
  region: {
    pattern: /^[a-z]{2}(?:-[a-z]{2,16}){1,3}-\d{1,2}$/,
    called: "region of AWS",
    next: "Write it as eu-central-1.",
  },
  roleArn: {
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    called: "ARN of a role",
    next: "Write it as arn:aws:iam::123456789012:role/mesh-reader.",
  },
  endpoint: {
    pattern: /^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?\/?$/,
    called: "address of an API server",
    next: "Write it as aws eks describe-cluster shows it: https://….eks.amazonaws.com.",
  },
  certificate: {
    pattern: /^(?:-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*|[A-Za-z0-9+/\s]{40,}={0,2}\s*)$/,
    called: "certificate authority",
    next: "Copy certificateAuthority.data as aws eks describe-cluster shows it.",
  },
  secretName: {
    pattern: /^[A-Za-z0-9/_+=.@-]{1,256}$/,
    called: "name of a secret",
    next: "Put the key into a secret, and write the name of that secret here, e.g. meshwhy/pagerduty-routing-key.",
  },
  party: {
    pattern: /^\S{1,253}$/,
    called: "name of a workload or Service",
    next: "Write it as payment or shop/payment.",
  },
  pair: {
    pattern: /^\S{1,253}\s+(?:->|→)\s+\S{1,253}$/,
    called: "pair",
    next: "Write it as checkout -> payment.",
  },
} as const satisfies Readonly<Record<string, Form>>;
