import { type Child, element, icon } from "./element.ts";
import type { Store } from "./store.ts";

/** A panel beside the conversation, with its title and what closes it. */
export function sidePanel(store: Store, title: string, ...children: readonly Child[]): HTMLElement {
  return element(
    "aside",
    { class: "side", "aria-label": title },
    element(
      "header",
      { class: "pane-head" },
      element("h2", {}, title),
      element(
        "button",
        {
          type: "button",
          class: "plain-button side-close",
          "aria-label": `Close ${title.toLowerCase()}`,
          onclick: () => store.set({ side: undefined }),
        },
        icon("close"),
      ),
    ),
    ...children,
  );
}
