import type { AnswerContext } from "../../../src/render/slack/diagnosis-message.ts";

/** An answer in a channel whose asker may escalate. */
export const context: AnswerContext = {
  cluster: "prod-eu",
  answerId: "answer-1",
  elapsed: 2.34,
  warnings: [],
  visibleTo: "channel",
  askedBy: "U012AB3CD",
  canEscalate: true,
};
