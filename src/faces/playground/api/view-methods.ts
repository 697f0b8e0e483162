import { isShape } from "../blocks/rule.ts";
import { validateView } from "../blocks/validate-view.ts";
import type { Slack } from "../slack.ts";
import { findView, openView, publishHome, stackOf, updateView, viewJson, viewsStacked } from "../views.ts";
import type { BlockJson } from "../wire.ts";
import { type Arguments, json, needed, text } from "./arguments.ts";
import { refusedBlocks } from "./content.ts";
import { Refusal, refusalOf } from "./refusal.ts";

/** A trigger is good for so long, in milliseconds. */
const triggerLife = 3000;

/** `views.open`. */
export function open(slack: Slack, given: Arguments): BlockJson {
  const view = checkedView(slack, given, "modal");
  const user = useTrigger(slack, given);
  if (stackOf(slack, user).length >= viewsStacked) throw new Refusal("push_limit_reached");
  return { view: viewJson(slack, openView(slack, user, view)) };
}

/** `views.push`. */
export function push(slack: Slack, given: Arguments): BlockJson {
  const view = checkedView(slack, given, "modal");
  const user = useTrigger(slack, given);
  const { length } = stackOf(slack, user);
  if (length === 0) throw new Refusal("not_found");
  if (length >= viewsStacked) throw new Refusal("push_limit_reached");
  return { view: viewJson(slack, openView(slack, user, view)) };
}

/** `views.update`. */
export function update(slack: Slack, given: Arguments): BlockJson {
  const view = checkedView(slack, given, "modal");
  const found = findView(slack, text(given, "view_id"), text(given, "external_id"));
  if (found === undefined || found.view.type !== "modal") throw new Refusal("not_found");
  refuseOldHash(given, found.hash);
  return { view: viewJson(slack, updateView(slack, found, view)) };
}

/** `views.publish`. */
export function publish(slack: Slack, given: Arguments): BlockJson {
  const user = needed(given, "user_id");
  if (slack.userOf(user) === undefined) throw new Refusal("user_not_found");
  const view = checkedView(slack, given, "home");
  const old = slack.state.homes.get(user);
  if (old !== undefined) refuseOldHash(given, old.hash);
  return { view: viewJson(slack, publishHome(slack, user, view)) };
}

/** A view that an app answered a submission with. Throws `Refusal`. */
export function checked(slack: Slack, view: unknown, surface: "modal" | "home"): BlockJson {
  const problems = validateView(view, surface, refusedBlocks(slack));
  if (problems.length > 0 || !isShape(view)) throw refusalOf("invalid_arguments", problems);
  if (JSON.stringify(view).length > 250_000) throw new Refusal("view_too_large");
  return view;
}

function checkedView(slack: Slack, given: Arguments, surface: "modal" | "home"): BlockJson {
  needed(isShape(given.view) ? { view: "given" } : given, "view");
  const view = checked(slack, json(given, "view", "invalid_arguments"), surface);
  const { external_id: external } = view;
  const other = typeof external === "string" && external !== "" ? findView(slack, undefined, external) : undefined;
  const same = other?.id === text(given, "view_id") || text(given, "external_id") === external;
  if (other !== undefined && !same && surface === "modal") throw new Refusal("duplicate_external_id");
  return view;
}

function useTrigger(slack: Slack, given: Arguments): string {
  const trigger = slack.state.triggers.get(needed(given, "trigger_id", "invalid_trigger_id"));
  if (trigger === undefined) throw new Refusal("invalid_trigger_id");
  if (slack.now() - trigger.at > triggerLife) throw new Refusal("expired_trigger_id");
  if (trigger.used) throw new Refusal("exchanged_trigger_id");
  trigger.used = true;
  return trigger.user;
}

function refuseOldHash(given: Arguments, hash: string): void {
  const expected = text(given, "hash");
  if (expected !== undefined && expected !== hash) throw new Refusal("hash_conflict");
}
