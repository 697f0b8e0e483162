import { boolean, isShape, object, oneOf, type Problem, problem, type Rule, type Shape, string } from "./rule.ts";
import { validateBlocks } from "./validate-blocks.ts";
import { plainText } from "./validate-text.ts";

const blocks: Rule = (value, pointer) => (Array.isArray(value) ? [] : problem(pointer, "must be an array"));
const shared = { private_metadata: string(0, 3000), callback_id: string(0, 255), external_id: string(0, 255) };

const modal = object(
  { type: oneOf("modal"), title: plainText(24), blocks },
  {
    ...shared,
    close: plainText(24),
    submit: plainText(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
);
const home = object({ type: oneOf("home"), blocks }, shared);

/** What Slack would refuse of a view for a modal or for App Home. */
export function validateView(
  view: unknown,
  surface: "modal" | "home",
  refused: readonly string[] = [],
): readonly Problem[] {
  const found = (surface === "modal" ? modal : home)(view, "/view");
  if (found.length > 0 || !isShape(view)) return found;
  const inside = validateBlocks(view.blocks, surface, "/view/blocks", refused);
  return inside.length > 0 ? inside : [...submittable(view), ...focusOnce(view)];
}

function submittable(view: Shape): readonly Problem[] {
  const asks = Array.isArray(view.blocks) && view.blocks.some((block) => isShape(block) && block.type === "input");
  return view.type === "modal" && asks && view.submit === undefined
    ? problem("/view", "missing required field: submit")
    : [];
}

function focusOnce(view: Shape): readonly Problem[] {
  const count = JSON.stringify(view.blocks).split('"focus_on_load":true').length - 1;
  return count > 1 ? problem("/view/blocks", "only one element may have focus_on_load") : [];
}
