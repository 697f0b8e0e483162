import type { ChannelConfig, Config } from "../../model/config.ts";
import type { Order } from "../../model/job.ts";
import type { MeshError } from "../../model/mesh-error.ts";
import type { SlackCommand, Surroundings } from "./command-from-text.ts";

/** What a channel sets for questions that are asked in it. */
export function channelConfig({ slack }: Config, channel: string): ChannelConfig | undefined {
  return slack.channels.find(({ id }) => id === channel);
}

/** What is known where a command was typed. */
export function surroundingsOf(config: Config, channel: string): Surroundings {
  const { cluster, namespace } = channelConfig(config, channel) ?? {};
  const first = config.clusters[0]?.name;
  const name = cluster ?? first;
  return {
    clusters: config.clusters.map((one) => one.name),
    ...(name === undefined ? {} : { cluster: name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** The order that a command amounts to; `undefined`: it asks for the form. */
export function orderFromCommand(command: SlackCommand): Order | undefined {
  switch (command.verb) {
    case "why":
      return { verb: "why", cluster: command.cluster ?? "", question: command.question };
    case "health":
    case "who":
      return {
        verb: command.verb,
        cluster: command.cluster ?? "",
        of: command.of,
        ...(command.namespace === undefined ? {} : { namespace: command.namespace }),
      };
    case "digest":
      return { verb: "digest", digest: command.digest ?? "", scheduled: false };
    case "clusters":
      return { verb: "clusters" };
    case "help":
      return { verb: "help", ...(command.topic === undefined ? {} : { topic: command.topic }) };
    case "ask":
      return undefined;
  }
}

/** What cannot be understood, as an order to say so. */
export function orderFromError({ message, next, candidates }: MeshError): Order {
  return { verb: "tell", text: message, next, candidates };
}
