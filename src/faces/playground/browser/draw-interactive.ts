import type { BlockJson } from "../wire.ts";
import { ask } from "./ask.ts";
import { drawSelect } from "./draw-select.ts";
import { drawTextLine, plain } from "./draw-text.ts";
import { element, icon } from "./element.ts";
import { shapeIn, shapesIn, textIn } from "./json-shape.ts";
import { openPopup } from "./popup.ts";
import type { Surface } from "./surface.ts";

/** Where an element stands, and whether choosing tells the app at once (not so in an `input` block). */
export interface Spot {
  readonly block: string;
  readonly label: string;
  readonly tells: boolean;
}

/** A button, menu or input that a user works with. */
export function drawInteractive(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const node = drawn(surface, spot, part);
  node.dataset.action = textIn(part, "action_id");
  return node;
}

function drawn(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const type = textIn(part, "type");
  if (type.endsWith("_select")) return select(surface, spot, part);
  switch (type) {
    case "button":
    case "workflow_button":
      return button(surface, spot, part);
    case "overflow":
      return overflow(surface, spot, part);
    case "checkboxes":
    case "radio_buttons":
      return choices(surface, spot, part);
    case "datepicker":
      return picker(surface, spot, part, "date", "selected_date", textIn(part, "initial_date"));
    case "timepicker":
      return picker(surface, spot, part, "time", "selected_time", textIn(part, "initial_time"));
    case "datetimepicker":
      return dateTime(surface, spot, part);
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return textInput(surface, spot, part);
    case "feedback_buttons":
      return feedback(surface, spot, part);
    case "icon_button":
      return iconButton(surface, spot, part);
    default:
      return element("span", { class: "unknown" }, `The playground cannot draw "${type}" yet`);
  }
}

/** Tells the app of an action, after the confirmation that the element asks for. */
async function tell(
  surface: Surface,
  spot: Spot,
  part: BlockJson,
  chosen: BlockJson,
  from: HTMLElement,
): Promise<void> {
  const confirm = shapeIn(part, "confirm");
  if (confirm !== undefined && !(await ask(surface.store, confirm))) return;
  const { type, action_id } = part;
  await surface.press({ type, action_id, block_id: spot.block, ...chosen }, from);
}

/** Notes what an input holds, and tells the app where it wants to know. */
function noted(surface: Surface, spot: Spot, part: BlockJson, chosen: BlockJson, from: HTMLElement): void {
  surface.values.put(spot.block, textIn(part, "action_id"), { type: part.type, ...chosen });
  if (spot.tells) void tell(surface, spot, part, chosen, from);
}

function kept(surface: Surface, spot: Spot, part: BlockJson): BlockJson | undefined {
  return surface.values.get(spot.block, textIn(part, "action_id"));
}

function begin(surface: Surface, spot: Spot, part: BlockJson, first: BlockJson): void {
  if (kept(surface, spot, part) === undefined)
    surface.values.put(spot.block, textIn(part, "action_id"), { type: part.type, ...first });
}

function button(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const style = part.style === "primary" ? " button-primary" : part.style === "danger" ? " button-danger" : "";
  const { text, value } = part;
  const shared = {
    class: `button${style}`,
    "aria-label": textIn(part, "accessibility_label") || undefined,
    onclick: () => void tell(surface, spot, part, { text, ...(value === undefined ? {} : { value }) }, made),
  };
  const label = plain(textIn(shapeIn(part, "text"), "text"));
  const url = URL.parse(textIn(part, "url"));
  const made: HTMLElement =
    url !== null && /^https?:$/.test(url.protocol)
      ? element("a", { ...shared, href: url.href, target: "_blank", rel: "noopener noreferrer" }, label, icon("link"))
      : element("button", { ...shared, type: "button" }, label);
  return made;
}

function overflow(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const made = element(
    "button",
    {
      type: "button",
      class: "button button-icon",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      onclick: open,
    },
    icon("dots"),
  );
  return made;

  function open(): void {
    const entries = shapesIn(part, "options").map((option) => ({
      label: textIn(shapeIn(option, "text"), "text"),
      choose: () => {
        const url = textIn(option, "url");
        if (/^https?:/.test(url)) window.open(url, "_blank", "noopener");
        void tell(surface, spot, part, { selected_option: option }, made);
      },
    }));
    openPopup(made, "More actions", entries);
  }
}

function select(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const { node, first } = drawSelect(surface, part, spot.block, spot.label, (chosen) =>
    noted(surface, spot, part, chosen, node),
  );
  begin(surface, spot, part, first);
  return node;
}

let groups = 0;

function choices(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const many = part.type === "checkboxes";
  const options = shapesIn(part, "options");
  const before = kept(surface, spot, part);
  const initial = before ?? { selected_option: part.initial_option, selected_options: part.initial_options ?? [] };
  const chosenValues = [initial.selected_option, initial.selected_options]
    .flat()
    .map((each) => textIn(each as BlockJson, "value"));
  groups += 1;
  const name = `choices-${groups}`;
  const rows = options.map((option) => {
    const description = shapeIn(option, "description");
    return element(
      "label",
      { class: "choice" },
      element("input", {
        type: many ? "checkbox" : "radio",
        name,
        value: textIn(option, "value"),
        checked: chosenValues.includes(textIn(option, "value")),
        onchange: () => noted(surface, spot, part, current(), made),
      }),
      element(
        "span",
        {},
        element("span", {}, ...drawTextLine(surface.store, shapeIn(option, "text"))),
        description === undefined
          ? undefined
          : element("span", { class: "choice-description" }, ...drawTextLine(surface.store, description)),
      ),
    );
  });
  const made = element(
    "div",
    { class: "choices", role: many ? "group" : "radiogroup", "aria-label": spot.label },
    ...rows,
  );
  begin(surface, spot, part, current());
  return made;

  function current(): BlockJson {
    const values = [...made.querySelectorAll("input")].filter(({ checked }) => checked).map(({ value }) => value);
    const selected = options.filter((option) => values.includes(textIn(option, "value")));
    return many ? { selected_options: selected } : { selected_option: selected[0] ?? null };
  }
}

function picker(
  surface: Surface,
  spot: Spot,
  part: BlockJson,
  type: "date" | "time",
  member: string,
  first: string,
): HTMLElement {
  const value = textIn(kept(surface, spot, part) ?? { [member]: first }, member);
  begin(surface, spot, part, { [member]: value === "" ? null : value });
  const made = element("input", {
    class: "input input-short",
    type,
    value,
    "aria-label": spot.label,
    onchange: () => noted(surface, spot, part, { [member]: made.value === "" ? null : made.value }, made),
  });
  return made;
}

function dateTime(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const before = kept(surface, spot, part)?.selected_date_time ?? part.initial_date_time;
  const seconds = typeof before === "number" ? before : undefined;
  begin(surface, spot, part, { selected_date_time: seconds ?? null });
  const made = element("input", {
    class: "input input-short",
    type: "datetime-local",
    value: seconds === undefined ? "" : localTime(seconds),
    "aria-label": spot.label,
    onchange: () => {
      const at = Math.floor(new Date(made.value).getTime() / 1000);
      noted(surface, spot, part, { selected_date_time: Number.isNaN(at) ? null : at }, made);
    },
  });
  return made;
}

function textInput(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const value = textIn(kept(surface, spot, part) ?? { value: part.initial_value ?? "" }, "value");
  begin(surface, spot, part, { value: value === "" ? null : value });
  const shared = {
    class: "input",
    placeholder: textIn(shapeIn(part, "placeholder"), "text") || undefined,
    "aria-label": spot.label,
    oninput: () => note(),
    onkeydown: (event: Event) => {
      const { key, shiftKey } = event as KeyboardEvent;
      if (key === "Enter" && !shiftKey && spot.tells && part.multiline !== true) {
        event.preventDefault();
        void tell(surface, spot, part, { value: made.value }, made);
      }
    },
  };
  const kinds: Readonly<Record<string, string>> = { email_text_input: "email", url_text_input: "url" };
  const made: HTMLInputElement | HTMLTextAreaElement =
    part.multiline === true
      ? element("textarea", { ...shared, rows: 4 })
      : element("input", {
          ...shared,
          type: kinds[textIn(part, "type")] ?? "text",
          ...(part.type === "number_input" ? { inputmode: "decimal" } : {}),
        });
  made.value = value;
  return made;

  function note(): void {
    const chosen = { value: made.value === "" ? null : made.value };
    surface.values.put(spot.block, textIn(part, "action_id"), { type: part.type, ...chosen });
    const wanted = shapeIn(part, "dispatch_action_config")?.trigger_actions_on;
    if (spot.tells && Array.isArray(wanted) && wanted.includes("on_character_entered"))
      void tell(surface, spot, part, chosen, made);
  }
}

function feedback(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const one = (name: string, sign: string): HTMLElement => {
    const own = shapeIn(part, name);
    const label = textIn(own, "accessibility_label") || textIn(shapeIn(own, "text"), "text");
    const made = element(
      "button",
      {
        type: "button",
        class: "button button-icon",
        "aria-label": label,
        title: label,
        onclick: () => void tell(surface, spot, part, { value: textIn(own, "value"), text: own?.text }, made),
      },
      sign,
    );
    return made;
  };
  return element("span", { class: "feedback" }, one("positive_button", "👍"), one("negative_button", "👎"));
}

function iconButton(surface: Surface, spot: Spot, part: BlockJson): HTMLElement {
  const seenBy = part.visible_to_user_ids;
  const made = element(
    "button",
    {
      type: "button",
      class: "button",
      hidden: Array.isArray(seenBy) && !seenBy.includes(surface.store.screen().user),
      "aria-label": textIn(part, "accessibility_label") || undefined,
      onclick: () => void tell(surface, spot, part, { value: part.value }, made),
    },
    textIn(shapeIn(part, "text"), "text"),
  );
  return made;
}

function localTime(seconds: number): string {
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
