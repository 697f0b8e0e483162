import type { BlockJson, OpenView } from "../wire.ts";
import { drawBlocks } from "./draw-blocks.ts";
import { press } from "./draw-message.ts";
import { element, icon } from "./element.ts";
import { shapeIn, shapesIn, textIn } from "./json-shape.ts";
import { returnFocus } from "./return-focus.ts";
import type { Store } from "./store.ts";
import { createValues, type Surface, type Values } from "./surface.ts";
import { toast } from "./toast.ts";

/** Keeps the modal of the acting user open, changed or closed, as the app wants it. Returns what brings it up to date. */
export function createModal(store: Store): () => void {
  const valuesOf = new Map<string, Values>();
  let shown: OpenView | undefined;
  let dialog: HTMLDialogElement | undefined;
  let giveBack = (): void => {};
  return update;

  function update(): void {
    const stack = store.data().modals[store.screen().user] ?? [];
    const top = stack.at(-1);
    if (top === shown) return;
    const isSame = top !== undefined && shown?.id === top.id;
    shown = top;
    if (top === undefined) {
      dialog?.close();
      dialog?.remove();
      if (dialog !== undefined) giveBack();
      dialog = undefined;
      valuesOf.clear();
      return;
    }
    if (dialog === undefined) {
      dialog = element("dialog", { class: "dialog", "aria-labelledby": "modal-title" });
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        close(false);
      });
      document.body.append(dialog);
      giveBack = returnFocus();
    }
    fill(dialog, top, stack.length, isSame);
    if (!dialog.open) dialog.showModal();
    if (!isSame) focusFirst(dialog);
  }

  function fill(into: HTMLDialogElement, open: OpenView, depth: number, isSame: boolean): void {
    const focused = isSame ? focusedIn(into) : undefined;
    const { view } = open;
    const values = valuesOf.get(open.id) ?? createValues();
    valuesOf.set(open.id, values);
    const surface: Surface = {
      store,
      place: { in: "view", view: open.id },
      channel: store.screen().channel,
      values,
      press: (action, from) => press(surface, action, from),
    };
    const label = (name: string, usual: string): string => textIn(shapeIn(view, name), "text") || usual;
    const submit = shapeIn(view, "submit");
    const { app } = store.data().workspace;
    into.replaceChildren(
      element(
        "form",
        { class: "modal-form", novalidate: true, onsubmit: (event) => void send(event, into, open, values) },
        element(
          "header",
          { class: "dialog-head" },
          depth > 1 &&
            element(
              "button",
              { type: "button", class: "plain-button", "aria-label": "Back", onclick: () => close(false) },
              icon("back"),
            ),
          element("h2", { id: "modal-title" }, label("title", "")),
          element(
            "button",
            { type: "button", class: "plain-button", "aria-label": "Close", onclick: () => close(true) },
            icon("close"),
          ),
        ),
        element("div", { class: "dialog-body" }, drawBlocks(surface, shapesIn(view, "blocks"))),
        element(
          "footer",
          { class: "dialog-foot" },
          element("span", { class: "dialog-app" }, `${app.name} · app`),
          element("button", { type: "button", class: "button", onclick: () => close(false) }, label("close", "Cancel")),
          submit === undefined
            ? undefined
            : element("button", { type: "submit", class: "button button-filled" }, label("submit", "Submit")),
        ),
      ),
    );
    if (focused !== undefined) focusOn(into, focused);
  }

  function close(all: boolean): void {
    if (shown === undefined) return;
    const { id } = shown;
    void store.send({ act: "close", user: store.screen().user, view: id, all });
  }

  async function send(event: Event, into: HTMLDialogElement, { id, view }: OpenView, values: Values): Promise<void> {
    event.preventDefault();
    const all = values.all();
    const wrong = incomplete(shapesIn(view, "blocks"), all);
    show(into, wrong);
    if (Object.keys(wrong).length > 0) return;
    const button = into.querySelector<HTMLButtonElement>("[type=submit]");
    button?.setAttribute("aria-busy", "true");
    const { error, errors } = await store.send({ act: "submit", user: store.screen().user, view: id, values: all });
    button?.removeAttribute("aria-busy");
    if (errors !== undefined) show(into, errors);
    if (error !== undefined) toast(error);
  }
}

/** What Slack itself refuses to submit: required inputs that are empty, text that is too short or too long. */
function incomplete(
  blocks: readonly BlockJson[],
  values: Readonly<Record<string, Readonly<Record<string, BlockJson>>>>,
): Readonly<Record<string, string>> {
  const found = blocks
    .filter(({ type }) => type === "input")
    .flatMap((block): [string, string][] => {
      const id = textIn(block, "block_id");
      const part = shapeIn(block, "element");
      const held = values[id]?.[textIn(part, "action_id")];
      const [value] = Object.entries(held ?? {}).flatMap(([name, each]) => (name === "type" ? [] : [each]));
      const isEmpty =
        value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
      if (isEmpty) return block.optional === true ? [] : [[id, "Please complete this required field."]];
      const { length } = String(value);
      const { min_length: least, max_length: most } = part ?? {};
      if (typeof least === "number" && length < least) return [[id, `Please enter at least ${least} characters.`]];
      if (typeof most === "number" && length > most) return [[id, `Please enter at most ${most} characters.`]];
      return [];
    });
  return Object.fromEntries(found);
}

/** Writes errors below their inputs and brings the first one into focus. */
function show(into: HTMLElement, errors: Readonly<Record<string, string>>): void {
  let first: HTMLElement | undefined;
  for (const block of into.querySelectorAll<HTMLElement>("[data-block]")) {
    const error = errors[block.dataset.block ?? ""];
    const line = block.querySelector(".input-error");
    line?.replaceChildren(...(error === undefined ? [] : [icon("warn"), error]));
    block.classList.toggle("block-wrong", error !== undefined);
    const input = block.querySelector<HTMLElement>("input,textarea");
    if (error === undefined) input?.removeAttribute("aria-invalid");
    else {
      input?.setAttribute("aria-invalid", "true");
      first ??= input ?? undefined;
    }
  }
  first?.focus();
}

function focusFirst(dialog: HTMLElement): void {
  const target =
    dialog.querySelector<HTMLElement>("[autofocus]") ??
    dialog.querySelector<HTMLElement>(".dialog-body :is(input,textarea,button,a[href])") ??
    dialog.querySelector<HTMLElement>(".dialog-foot button");
  target?.focus();
}

function focusedIn(dialog: HTMLElement): string | undefined {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && dialog.contains(focused)
    ? focused.closest<HTMLElement>("[data-action]")?.dataset.action
    : undefined;
}

function focusOn(dialog: HTMLElement, action: string): void {
  const same = [...dialog.querySelectorAll<HTMLElement>("[data-action]")].find(
    (each) => each.dataset.action === action,
  );
  (same?.matches("input,textarea,button,a") ? same : same?.querySelector<HTMLElement>("input,button"))?.focus();
}
