import { Refusal } from "../api/refusal.ts";
import { checked } from "../api/view-methods.ts";
import { isShape } from "../blocks/rule.ts";
import { newTrigger, payloadOf, sendPayload } from "../deliver/send-payload.ts";
import { failureOf } from "../deliver/send-signed.ts";
import type { Slack } from "../slack.ts";
import { findView, openView, show, stackOf, updateView, viewJson, viewsStacked } from "../views.ts";
import type { ActResult, BlockJson, OpenView, StateValues } from "../wire.ts";
import type { User } from "../workspace.ts";

/** What Slack shows where a submission fails. */
const trouble = "We had some trouble connecting. Try again?";

/** Submits the topmost view of a modal, and does what the app answers: close, errors, update, push, clear. */
export async function submitView(slack: Slack, user: User, id: string, values: StateValues): Promise<ActResult> {
  const open = findView(slack, id);
  if (open === undefined || open.user !== user.id) return { ok: false, error: "This view is no longer open." };
  const payload = {
    ...payloadOf(slack, "view_submission", user),
    trigger_id: newTrigger(slack, user),
    view: viewJson(slack, open, values),
    response_urls: [],
  };
  const ack = await sendPayload(slack, `view_submission ${String(open.view.callback_id ?? "")}`, payload);
  if (failureOf(ack) !== undefined || ack.kind !== "answered") return { ok: false, error: trouble };
  try {
    return act(slack, user, open, ack.body.trim() === "" ? {} : parsed(ack.body));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, error: `${trouble} (${error.code})` };
  }
}

/** Closes one view, or all of them, and tells the app if it wants to know. */
export async function closeView(slack: Slack, user: User, id: string, all: boolean): Promise<ActResult> {
  const open = findView(slack, id);
  if (open === undefined || open.user !== user.id) return { ok: true };
  const stack = stackOf(slack, user.id);
  const isCleared = all || open.view.clear_on_close === true;
  const closed = isCleared ? [...stack].reverse() : [open];
  show(slack, user.id, isCleared ? [] : stack.filter((each) => each !== open));
  for (const each of closed) {
    if (each.view.notify_on_close !== true) continue;
    await sendPayload(slack, `view_closed ${String(each.view.callback_id ?? "")}`, {
      ...payloadOf(slack, "view_closed", user),
      view: viewJson(slack, each),
      is_cleared: isCleared,
    });
  }
  return { ok: true };
}

function act(slack: Slack, user: User, open: OpenView, answer: BlockJson): ActResult {
  const stack = stackOf(slack, user.id);
  switch (answer.response_action) {
    case undefined:
      show(
        slack,
        user.id,
        stack.filter(({ id }) => id !== open.id),
      );
      return { ok: true };
    case "clear":
      show(slack, user.id, []);
      return { ok: true };
    case "errors":
      return withErrors(open, answer.errors);
    case "update":
      updateView(slack, open, checked(slack, answer.view, "modal"));
      return { ok: true };
    case "push":
      if (stack.length >= viewsStacked) throw new Refusal("push_limit_reached");
      openView(slack, user.id, checked(slack, answer.view, "modal"));
      return { ok: true };
    default:
      throw new Refusal("invalid_response_action");
  }
}

/** Errors must name blocks of the view, and input blocks only. */
function withErrors(open: OpenView, errors: unknown): ActResult {
  const entries = isShape(errors) ? Object.entries(errors) : [];
  const blocks = Array.isArray(open.view.blocks) ? open.view.blocks.filter(isShape) : [];
  const inputs = new Set(blocks.filter(({ type }) => type === "input").map(({ block_id: id }) => id));
  if (entries.length === 0 || entries.some(([block]) => !inputs.has(block))) throw new Refusal("invalid_errors");
  return { ok: false, errors: Object.fromEntries(entries.map(([block, text]) => [block, String(text)])) };
}

function parsed(body: string): BlockJson {
  try {
    const value: unknown = JSON.parse(body);
    if (isShape(value)) return value;
  } catch {}
  throw new Refusal("invalid_response");
}
