import type { SlackBody } from "./read-body.ts";

/**
 * Whether a request has the members that its kind cannot be understood without, each of its type. What Slack sends has;
 * anything else is refused before it is looked at further. Kinds that are not listened to need nothing.
 */
export function isComplete(body: SlackBody): boolean {
  if (!hasTexts(body, ["type"], true)) return false;
  // Bolt takes whatever has a name for a menu of a dialog, and these are none of ours.
  if (body.name !== undefined) return false;
  if (body.event !== undefined && body.type !== "event_callback") return false;
  if (body.actions !== undefined && body.type !== "block_actions") return false;
  if (body.command !== undefined)
    return hasTexts(body, ["command", "team_id", "channel_id", "user_id", "text", "trigger_id", "response_url"]);
  switch (body.type) {
    case "event_callback":
      return hasTexts(body, ["event_id", "team_id"]) && isEvent(body.event);
    case "block_actions":
      return isInteraction(body) && hasTexts(body, ["trigger_id"]) && isContainer(body.container) && areActions(body);
    case "message_action":
      return isInteraction(body) && hasTexts(body, ["trigger_id", "callback_id"]) && isRecord(body.message);
    case "view_submission":
      return isInteraction(body) && isView(body.view);
    case "block_suggestion":
      return isInteraction(body) && hasTexts(body, ["action_id", "value"]) && isViewOrNone(body.view);
    default:
      return body.type === undefined || isInteractionOrNone(body);
  }
}

function isEvent(event: unknown): boolean {
  if (!isRecord(event) || !hasTexts(event, ["type"])) return false;
  if (![event.user, event.channel, event.item].every(isNamedOrNone)) return false;
  if (event.type === "app_mention")
    return (
      hasTexts(event, ["channel", "text", "ts"]) &&
      hasTexts(event, ["user", "team", "thread_ts", "bot_id", "app_id"], true) &&
      (event.bot_profile === undefined ||
        (isRecord(event.bot_profile) && hasTexts(event.bot_profile, ["app_id", "team_id"], true)))
    );
  return event.type !== "app_home_opened" || hasTexts(event, ["user", "channel", "tab"]);
}

/** Who acted, and where; a channel and a response URL are missing in views. */
function isInteraction(body: SlackBody): boolean {
  return (
    isRecord(body.user) &&
    hasTexts(body.user, ["id"]) &&
    hasTexts(body.user, ["team_id"], true) &&
    isIdOrNone(body.team) &&
    (body.channel === undefined || (isRecord(body.channel) && hasTexts(body.channel, ["id"]))) &&
    isIdOrNone(body.enterprise) &&
    hasTexts(body, ["response_url"], true)
  );
}

function isInteractionOrNone(body: SlackBody): boolean {
  return body.user === undefined || isInteraction(body);
}

function areActions({ actions, message }: SlackBody): boolean {
  if (message !== undefined && (!isRecord(message) || !hasTexts(message, ["text"], true))) return false;
  return (
    Array.isArray(actions) &&
    actions.length > 0 &&
    actions.every(
      (action) =>
        isRecord(action) &&
        hasTexts(action, ["type", "action_id", "action_ts"]) &&
        hasTexts(action, ["block_id", "value", "url"], true),
    )
  );
}

function isContainer(container: unknown): boolean {
  return container === undefined || isRecord(container);
}

function isView(view: unknown): boolean {
  return isRecord(view) && hasTexts(view, ["id", "callback_id", "private_metadata", "hash"]) && isState(view.state);
}

function isViewOrNone(view: unknown): boolean {
  return view === undefined || (isRecord(view) && isState(view.state));
}

function isState(state: unknown): boolean {
  return isRecord(state) && isRecord(state.values) && Object.values(state.values).every(areElements);
}

function areElements(elements: unknown): boolean {
  return (
    isRecord(elements) &&
    Object.values(elements).every(
      (element) =>
        isRecord(element) &&
        hasTexts(element, ["value", "selected_conversation"], true) &&
        isOption(element.selected_option),
    )
  );
}

function isOption(option: unknown): boolean {
  return option === undefined || option === null || (isRecord(option) && hasTexts(option, ["value"], true));
}

function isIdOrNone(value: unknown): boolean {
  return value === undefined || value === null || (isRecord(value) && hasTexts(value, ["id"]));
}

/** People and channels of events are ids, or objects with one. */
function isNamedOrNone(value: unknown): boolean {
  return value === undefined || typeof value === "string" || isRecord(value);
}

/** Whether members are strings; where they may be missing, Slack also says `null`. */
function hasTexts(value: Readonly<Record<string, unknown>>, names: readonly string[], mayMiss = false): boolean {
  return names.every((name) => {
    const member = value[name];
    return typeof member === "string" || (mayMiss && (member === undefined || member === null));
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
