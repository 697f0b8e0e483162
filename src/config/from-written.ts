import type {
  ChannelConfig,
  ClusterConfig,
  Config,
  DigestConfig,
  Ladder,
  Policy,
  PolicyRule,
  ReachConfig,
  SlackConfig,
  Target,
} from "../model/config.ts";
import { usualDeadline } from "./cluster-schema.ts";
import type { WrittenConfig } from "./config-schema.ts";
import { questions, withoutRules } from "./defaults.ts";
import { usualWait } from "./ladder-schema.ts";

type Written<K extends keyof WrittenConfig> = NonNullable<WrittenConfig[K]>;

/** A configuration from what was written, with every default filled in. It must have been found right. */
export function fromWritten({ version, clusters, slack, policy, digests, ladders }: WrittenConfig): Config {
  const used = slackFrom(slack ?? {});
  return {
    version,
    clusters: Object.entries(clusters).map(([name, cluster]) => clusterFrom(name, cluster)),
    slack: used,
    policy: policyFrom(policy ?? {}, used),
    digests: Object.entries(digests ?? {}).map(([name, digest]) => digestFrom(name, digest)),
    ladders: Object.entries(ladders ?? {}).map(([name, ladder]) => ladderFrom(name, ladder)),
  };
}

function clusterFrom(name: string, written: Written<"clusters">[string]): ClusterConfig {
  const { snapshot, namespaces, deadlineSeconds, secrets, proxies } = written;
  if (snapshot !== undefined) return { name, snapshot: [snapshot].flat() };
  const live = {
    reach: reachFrom(written),
    ...(namespaces === undefined ? {} : { namespaces }),
    deadlineSeconds: deadlineSeconds ?? usualDeadline,
    ...(secrets === undefined ? {} : { secrets }),
    ...(proxies === undefined ? {} : { proxies }),
  };
  return { name, snapshot: [], live };
}

/** One, as sense-mistakes.ts has seen to. */
function reachFrom({
  kubeconfig,
  kubeconfigSecret,
  context,
  allowExec,
  eks,
}: Written<"clusters">[string]): ReachConfig {
  const named = context === undefined ? {} : { context };
  if (kubeconfig !== undefined) return { by: "kubeconfig", file: kubeconfig, ...named, allowExec: allowExec ?? false };
  if (kubeconfigSecret !== undefined) return { by: "kubeconfig-secret", secret: kubeconfigSecret, ...named };
  return eks === undefined ? { by: "service-account" } : { by: "eks", ...eks };
}

function slackFrom({ teams, channels }: Written<"slack">): SlackConfig {
  return {
    teams: teams ?? [],
    channels: Object.entries(channels ?? {}).map(
      ([id, settings]): ChannelConfig => ({ id, ...settings, answers: settings?.answers ?? "channel" }),
    ),
  };
}

function policyFrom(
  { directMessages, guests, foreignWorkspaces, rules }: Written<"policy">,
  { channels }: SlackConfig,
): Policy {
  return {
    directMessages: directMessages ?? false,
    guests: guests ?? false,
    foreignWorkspaces: foreignWorkspaces ?? false,
    rules:
      rules?.map(({ may, ...rule }): PolicyRule => ({ ...rule, verbs: may ?? questions })) ??
      (channels.length === 0 ? [] : [{ name: withoutRules, channels: channels.map(({ id }) => id), verbs: questions }]),
  };
}

function digestFrom(name: string, { pairs, namespaces, ...digest }: Written<"digests">[string]): DigestConfig {
  return {
    name,
    ...digest,
    pairs: (pairs ?? []).map((pair) => (typeof pair === "string" ? pairFrom(pair) : pair)),
    namespaces: namespaces ?? [],
  };
}

function pairFrom(text: string): DigestConfig["pairs"][number] {
  const [from = "", to = ""] = text.split(/\s+(?:->|→)\s+/);
  return { from, to };
}

function ladderFrom(name: string, { rungs, ...ladder }: Written<"ladders">[string]): Ladder {
  return {
    name,
    ...ladder,
    rungs: rungs.map(({ waitMinutes, notify }) => ({
      waitMinutes: waitMinutes ?? usualWait,
      notify: notify.flatMap(targetsFrom),
    })),
  };
}

/** One, as sense-mistakes.ts has seen to. */
function targetsFrom(written: Written<"ladders">[string]["rungs"][number]["notify"][number]): readonly Target[] {
  const { "slack-channel": channel, "slack-group": group, pagerduty } = written;
  return [
    ...(channel === undefined ? [] : [{ kind: "slack-channel" as const, channel }]),
    ...(group === undefined ? [] : [{ kind: "slack-group" as const, ...group }]),
    ...(pagerduty === undefined
      ? []
      : [{ kind: "pagerduty" as const, ...pagerduty, region: pagerduty.region ?? ("us" as const) }]),
  ];
}
