import type { ModalView } from "@slack/types";
import { type ModalTarget, privateMetadata } from "./modal-target.ts";
import { plainText } from "./plain-blocks.ts";
import { slackLimits } from "./slack-limits.ts";

const longestWhat = 1000;

/** What is to be shared. */
export interface ShareForm {
  readonly answerId: string;
  /** `checkout → payment in prod-eu`. */
  readonly what: string;
  /** Where it is asked: whoever may share is decided by it. */
  readonly target: ModalTarget;
}

/**
 * The form that posts an answer in a channel: callback `mesh.share`, block `channel` (action `mesh.channel`); the
 * answer's id is in `private_metadata` as `answer`. Channels that other workspaces see are not offered.
 */
export function shareModal({ answerId, what, target }: ShareForm): ModalView {
  return {
    type: "modal",
    callback_id: "mesh.share",
    private_metadata: privateMetadata({ ...target, answer: answerId }),
    title: plainText("Share this answer", slackLimits.modalTitle),
    submit: plainText("Share", slackLimits.modalTitle),
    close: plainText("Cancel", slackLimits.modalTitle),
    blocks: [
      { type: "section", text: plainText(what, longestWhat) },
      {
        type: "input",
        block_id: "channel",
        label: plainText("Where?", slackLimits.inputLabel),
        hint: plainText("Everybody there sees names of services and their configuration.", slackLimits.inputLabel),
        element: {
          type: "conversations_select",
          action_id: "mesh.channel",
          default_to_current_conversation: true,
          filter: { include: ["public", "private"], exclude_external_shared_channels: true, exclude_bot_users: true },
        },
      },
    ],
  };
}
