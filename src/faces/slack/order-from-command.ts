import { channelDefaults } from "../../config/channel-defaults.ts";
import type { Config } from "../../model/config.ts";
import type { Order } from "../../model/job.ts";
import type { MeshError } from "../../model/mesh-error.ts";
import type { SlackCommand, Surroundings } from "./command-from-text.ts";

/** What is known where a command was typed. */
export function surroundingsOf(config: Config, channel: string): Surroundings {
  const { cluster, namespace } = channelDefaults(config, channel);
  return {
    clusters: config.clusters.map(({ name }) => name),
    ...(cluster === undefined ? {} : { cluster }),
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
    case "doctor":
      return { verb: "doctor", cluster: command.cluster ?? "" };
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
