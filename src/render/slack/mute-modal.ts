import type { ModalView, PlainTextOption } from "@slack/types";
import { type ModalTarget, privateMetadata } from "./modal-target.ts";
import { plainText } from "./plain-blocks.ts";
import { slackLimits } from "./slack-limits.ts";

/** How long a finding may be muted: what the form sends, and in words. */
export const muteSpans = [
  { value: "1h", text: "1 hour", seconds: 3600 },
  { value: "4h", text: "4 hours", seconds: 14_400 },
  { value: "1d", text: "1 day", seconds: 86_400 },
  { value: "7d", text: "7 days", seconds: 604_800 },
  { value: "30d", text: "30 days", seconds: 2_592_000 },
] as const;

const longestReason = 300;
const longestWhat = 1000;

/** What is to be muted. */
export interface MuteForm {
  readonly answerId: string;
  /** `checkout → payment: AuthorizationPolicy shop/payment-callers`. */
  readonly what: string;
  /** Where it is asked: whoever may mute there is decided by it. */
  readonly target: ModalTarget;
}

/**
 * The form that mutes a finding: callback `mesh.mute`, blocks `reason` (action `mesh.reason`) and `expiry`
 * (`mesh.expiry`, one of `muteSpans`); the answer's id is in `private_metadata` as `answer`.
 */
export function muteModal({ answerId, what, target }: MuteForm): ModalView {
  const options = muteSpans.map(
    ({ value, text }): PlainTextOption => ({ text: plainText(text, slackLimits.option), value }),
  );
  return {
    type: "modal",
    callback_id: "mesh.mute",
    private_metadata: privateMetadata({ ...target, answer: answerId }),
    title: plainText("Mute this finding", slackLimits.modalTitle),
    submit: plainText("Mute", slackLimits.modalTitle),
    close: plainText("Cancel", slackLimits.modalTitle),
    blocks: [
      { type: "section", text: plainText(what, longestWhat) },
      {
        type: "input",
        block_id: "reason",
        label: plainText("Why?", slackLimits.inputLabel),
        hint: plainText("Shown to everybody who asks meanwhile, with your name.", slackLimits.inputLabel),
        element: {
          type: "plain_text_input",
          action_id: "mesh.reason",
          min_length: 3,
          max_length: longestReason,
          placeholder: plainText("known, the rollout ends at noon", slackLimits.placeholder),
        },
      },
      {
        type: "input",
        block_id: "expiry",
        label: plainText("For how long?", slackLimits.inputLabel),
        element: {
          type: "static_select",
          action_id: "mesh.expiry",
          options,
          ...(options[1] === undefined ? {} : { initial_option: options[1] }),
        },
      },
    ],
  };
}
