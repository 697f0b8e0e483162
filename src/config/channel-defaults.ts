import type { ChannelConfig, Config } from "../model/config.ts";

/** What holds in a channel where a question does not say otherwise. */
export interface ChannelDefaults extends Pick<ChannelConfig, "namespace" | "answers"> {
  /** Absent only where no cluster is configured, which no right configuration is. */
  readonly cluster: string | undefined;
}

/** The defaults of a channel, or of one that is not listed: the first cluster, and answers for everybody. */
export function channelDefaults({ clusters, slack }: Config, channel: string): ChannelDefaults {
  const { cluster, namespace, answers }: Partial<ChannelConfig> = slack.channels.find(({ id }) => id === channel) ?? {};
  return {
    cluster: cluster ?? clusters[0]?.name,
    ...(namespace === undefined ? {} : { namespace }),
    answers: answers ?? "channel",
  };
}
