import type { Order, Reply } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { muteModal } from "../../render/slack/mute-modal.ts";
import { questionModal } from "../../render/slack/question-modal.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { shareModal } from "../../render/slack/share-modal.ts";
import { commandFromText } from "./command-from-text.ts";
import type { Desk } from "./desk.ts";
import { handOrTell } from "./hand-or-tell.ts";
import { type InteractionBody, interactionOf } from "./interaction.ts";
import { jobId } from "./job-id.ts";
import { mayAsk } from "./may-ask.ts";
import { newJob } from "./new-job.ts";
import { openForm } from "./open-form.ts";
import { orderFromCommand, orderFromError, surroundingsOf } from "./order-from-command.ts";

/** The button that was pressed. */
export interface Pressed {
  readonly actionId: string;
  readonly value: string;
  /** When, as Slack counts: pressed again is another time. */
  readonly at: string;
}

/** A button was pressed: a modal is opened, or a job handed on. */
export async function onAction(desk: Desk, pressed: Pressed, body: InteractionBody): Promise<void> {
  const interaction = interactionOf(body);
  const { by, reply } = interaction;
  const target = {
    channel: reply.channel,
    ...(reply.thread === undefined ? {} : { thread: reply.thread }),
    ...(reply.responseUrl === undefined ? {} : { responseUrl: reply.responseUrl }),
    visibleTo: reply.visibleTo,
  };
  const what = firstLine(body.message?.text);
  switch (pressed.actionId) {
    case "mesh.mute":
      return openForm(
        desk,
        interaction,
        muteModal({ answerId: pressed.value, what, target: { ...target, ...threadOf(reply) } }),
      );
    case "mesh.share":
      return openForm(desk, interaction, shareModal({ answerId: pressed.value, what, target }));
    case "mesh.ask": {
      const decision = mayAsk(desk.config, by);
      if (!decision.allowed) return desk.tell(reply, by.user, refusalMessage(decision));
      const { cluster } = surroundingsOf(desk.config, reply.channel);
      return openForm(
        desk,
        interaction,
        questionModal({
          clusters: desk.config.clusters.map(({ name }) => name),
          ...(cluster === undefined ? {} : { cluster }),
          target,
        }),
      );
    }
    default: {
      const { order, fresh } = orderOf(desk, pressed, reply.channel);
      const job = newJob(desk, {
        id: jobId("action", by.team, by.user, pressed.actionId, pressed.value, pressed.at),
        by,
        order,
        reply: order.verb === "show" ? { ...anew(reply), ...threadOf(reply) } : fresh ? anew(reply) : reply,
      });
      return handOrTell(desk, job);
    }
  }
}

/** As much of a message as tells which one it is. */
/** Slack says `null` of a message without text. */
function firstLine(text: string | null | undefined): string {
  return (text ?? "").split("\n").find((line) => line.trim() !== "") ?? "This answer";
}

interface Ordered {
  readonly order: Order;
  /** A new message answers, not the one with the button written over. */
  readonly fresh: boolean;
}

function orderOf(desk: Desk, { actionId, value }: Pressed, channel: string): Ordered {
  const plain = (order: Order, fresh: boolean): Ordered => ({ order, fresh });
  switch (actionId) {
    case "mesh.recheck":
      return plain({ verb: "recheck", answer: value }, false);
    case "mesh.path":
      return plain({ verb: "show", answer: value, part: "path" }, true);
    case "mesh.yaml":
      return plain({ verb: "show", answer: value, part: "yaml" }, true);
    case "mesh.escalate":
      return plain({ verb: "escalate", answer: value }, true);
    case "mesh.acknowledge":
      return plain({ verb: "acknowledge", escalation: value }, true);
    case "mesh.resolve":
      return plain({ verb: "resolve", escalation: value }, true);
    case "mesh.pick":
      return picked(desk, value, channel);
    default:
      return plain(
        {
          verb: "tell",
          text: "Cannot do this: the button is of another version of meshwhy",
          next: "Ask again with /mesh why.",
          candidates: [],
        },
        true,
      );
  }
}

/** A suggestion is a command as it would be typed. */
function picked(desk: Desk, text: string, channel: string): Ordered {
  try {
    const command = commandFromText(text, surroundingsOf(desk.config, channel));
    return { order: orderFromCommand(command) ?? { verb: "help" }, fresh: true };
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    return { order: orderFromError(error), fresh: true };
  }
}

/** The thread of the message with the button: what belongs to an answer goes there, wherever the answer is. */
function threadOf({ thread, message }: Reply): Pick<Reply, "thread"> {
  const ts = thread ?? message;
  return ts === undefined ? {} : { thread: ts };
}

function anew({ message: _, ...reply }: Reply): Reply {
  return reply;
}
