import type { BlockJson } from "../wire.ts";
import { drawTextObject } from "./draw-text.ts";
import { element } from "./element.ts";
import { shapeIn, textIn } from "./json-shape.ts";
import { returnFocus } from "./return-focus.ts";
import type { Store } from "./store.ts";

/** Asks "are you sure?" as an element's `confirm` says; true: go on. Escape and a click beside it mean no. */
export function ask(store: Store, confirm: BlockJson): Promise<boolean> {
  const label = (name: string, usual: string): string => textIn(shapeIn(confirm, name), "text") || usual;
  return new Promise((resolve) => {
    const yes = element(
      "button",
      {
        type: "button",
        class: `button ${confirm.style === "danger" ? "button-filled-danger" : "button-filled"}`,
        onclick: () => done(true),
      },
      label("confirm", "Yes"),
    );
    const dialog = element(
      "dialog",
      {
        class: "dialog dialog-small",
        "aria-labelledby": "confirm-title",
        oncancel: (event) => {
          event.preventDefault();
          done(false);
        },
      },
      element(
        "header",
        { class: "dialog-head" },
        element("h2", { id: "confirm-title" }, label("title", "Are you sure?")),
      ),
      element("div", { class: "dialog-body" }, ...drawTextObject(store, shapeIn(confirm, "text"))),
      element(
        "footer",
        { class: "dialog-foot" },
        element("button", { type: "button", class: "button", onclick: () => done(false) }, label("deny", "Cancel")),
        yes,
      ),
    );
    const giveBack = returnFocus();
    document.body.append(dialog);
    dialog.showModal();
    yes.focus();

    function done(answer: boolean): void {
      dialog.close();
      dialog.remove();
      giveBack();
      resolve(answer);
    }
  });
}
