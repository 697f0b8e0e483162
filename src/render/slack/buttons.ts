import type { ActionsBlock, Button } from "@slack/types";
import type { Verdict } from "../../model/diagnosis.ts";
import { safe } from "../safe.ts";
import { clipped, slackLength } from "./slack-escape.ts";

/** What the buttons below an answer depend on. */
export interface ButtonsOf {
  readonly verdict: Verdict;
  /** `checkout → payment`. */
  readonly pair: string;
  readonly cluster: string;
  readonly answerId: string;
  readonly canEscalate: boolean;
  /** Whether an object is to blame whose YAML can be shown. */
  readonly hasYaml: boolean;
}

const longestButton = 75;
const longestValue = 2000;
const longestConfirm = 300;

/**
 * The buttons below an answer; each carries the id of the answer and nothing else. What is read out begins with what is
 * seen, so that whoever speaks to their screen can say it.
 */
export function answerButtons(of: ButtonsOf): ActionsBlock {
  const { verdict, answerId, pair } = of;
  const own = (action: string, text: string, label: string) => button({ action, text, label, value: answerId });
  const isTrouble = verdict === "broken" || verdict === "degraded";
  return {
    type: "actions",
    elements: [
      own("mesh.recheck", "Re-check", `Re-check ${pair}`),
      own("mesh.path", "Show the path", `Show the path of ${pair}`),
      ...(of.hasYaml ? [own("mesh.yaml", "Show YAML", "Show YAML of what is to blame")] : []),
      own("mesh.share", "Share", `Share the answer on ${pair}`),
      ...(isTrouble ? [own("mesh.mute", "Mute", `Mute the finding on ${pair}`)] : []),
      ...(of.canEscalate && verdict !== "healthy" ? [escalate(of)] : []),
    ],
  };
}

function escalate({ verdict, answerId, pair, cluster }: ButtonsOf): Button {
  const text = clipped(
    safe(`This calls whoever is on duty for ${pair} in ${cluster}, and goes on until somebody acknowledges.`),
    longestConfirm,
  );
  return {
    ...button({ action: "mesh.escalate", text: "Escalate", label: `Escalate ${pair}`, value: answerId }),
    ...(verdict === "broken" ? { style: "primary" as const } : {}),
    confirm: {
      title: { type: "plain_text", text: "Call for help?", emoji: false },
      text: { type: "plain_text", text, emoji: false },
      confirm: { type: "plain_text", text: "Escalate", emoji: false },
      deny: { type: "plain_text", text: "Not now", emoji: false },
      style: "danger",
    },
  };
}

/** A button that asks a whole question: `why shop/checkout payment`. `undefined` where that is too long for Slack. */
export function pickButton(text: string, command: string): Button | undefined {
  if (slackLength(command) > longestValue || command === "") return undefined;
  return button({ action: "mesh.pick", text, label: `Ask ${command}`, value: command });
}

/** A button; its text and label are shortened to what Slack takes, its value is not. */
export function button(of: {
  readonly action: string;
  readonly text: string;
  readonly label: string;
  readonly value: string;
}): Button {
  return {
    type: "button",
    action_id: of.action,
    text: { type: "plain_text", text: clipped(safe(of.text), longestButton), emoji: false },
    accessibility_label: clipped(safe(of.label), longestButton),
    value: of.value,
  };
}
