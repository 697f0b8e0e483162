import { isShape, list, object } from "../blocks/rule.ts";
import { menuOption, optionGroup } from "../blocks/validate-composition.ts";
import { payloadOf, sendPayload } from "../deliver/send-payload.ts";
import type { Slack } from "../slack.ts";
import type { ActResult, Place } from "../wire.ts";
import type { User } from "../workspace.ts";
import { placeJson } from "./press.ts";

const answerRule = object({}, { options: list(menuOption, 0, 100), option_groups: list(optionGroup, 0, 100) });

/** Where an external select stands, and what was typed into it. */
export interface Asked {
  readonly place: Place;
  readonly block: string;
  readonly action: string;
  readonly query: string;
}

/** Asks the app for the options of an external select. */
export async function suggest(slack: Slack, user: User, { place, block, action, query }: Asked): Promise<ActResult> {
  const where = placeJson(slack, user, place, {});
  if (where === undefined) return { ok: false, error: "This menu is no longer there." };
  const payload = {
    ...payloadOf(slack, "block_suggestion", user),
    ...where,
    action_id: action,
    block_id: block,
    value: query,
  };
  const ack = await sendPayload(slack, `block_suggestion ${action} "${query}"`, payload);
  const answer = ack.kind === "answered" ? parsed(ack.body) : undefined;
  if (!isShape(answer) || answerRule(answer, "").length > 0) return { ok: false, error: "Couldn’t load results" };
  const { options, option_groups: groups } = answer;
  return {
    ok: true,
    ...(Array.isArray(options) ? { options } : {}),
    ...(Array.isArray(groups) ? { groups } : {}),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
