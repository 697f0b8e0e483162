import type { Exchange, FaultOrder } from "../wire.ts";
import { element, icon } from "./element.ts";
import { sidePanel } from "./side-panel.ts";
import type { Store } from "./store.ts";

const methods = [
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "views.open",
  "views.update",
  "views.publish",
  "response_url",
  "pagerduty",
  "*",
];
const answers = [
  "429",
  "500",
  "hang",
  "invalid_blocks",
  "msg_too_long",
  "msg_blocks_too_long",
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "expired_url",
  "used_url",
  "expired_trigger_id",
];

const ways = {
  "to-app": { sign: "→", words: "Slack to the app" },
  "from-app": { sign: "←", words: "The app to Slack" },
  "to-pagerduty": { sign: "↗", words: "The app to PagerDuty" },
} as const;

/** What is shown for a method whose name does not say it. */
const methodWords: Readonly<Record<string, string>> = {
  "*": "every method",
  pagerduty: "PagerDuty",
};

/** "Behind the scenes": what goes to and fro between Slack, the app and PagerDuty, and what can be made to go wrong. */
export function createScenes(store: Store): { readonly node: HTMLElement; update(): void } {
  const open = new Set<string>();
  const list = element("ol", { class: "exchanges" });
  const pending = element("ul", { class: "pending" });
  const method = choice("Method", methods, (each) => methodWords[each] ?? each);
  const answer = choice("answers", answers);
  const times = element("input", {
    type: "number",
    min: 1,
    max: 50,
    value: 1,
    "aria-label": "How many times",
    class: "input",
  });
  const rate = toggle("Rate limit: one message a second per channel", (on) => order({ fault: "rate-limit", on }));
  const old = toggle("Refuse blocks that are new since 2025", (on) => order({ fault: "refuse-new-blocks", on }));
  const late = toggle("Acknowledgements arrive after 4 s", (on) => order({ fault: "delay-acks", ms: on ? 4000 : 0 }));
  const node = sidePanel(
    store,
    "Behind the scenes",
    element(
      "div",
      { class: "side-scroll" },
      element(
        "details",
        { class: "faults" },
        element("summary", {}, icon("right"), "Let something go wrong"),
        element("div", { class: "fault-line" }, "The next", times, "calls of", method, "answer", answer),
        element(
          "div",
          { class: "fault-buttons" },
          element("button", { type: "button", class: "button", onclick: () => order(ordered()) }, "Order it"),
          element(
            "button",
            { type: "button", class: "button", onclick: () => order({ fault: "deliver-twice", times: 1 }) },
            "Next event twice",
          ),
          element(
            "button",
            { type: "button", class: "button", onclick: () => order({ fault: "lose-acks", times: 1 }) },
            "Lose next ack",
          ),
        ),
        rate.node,
        old.node,
        late.node,
        pending,
        element(
          "button",
          { type: "button", class: "button", onclick: () => void store.send({ act: "clear-faults" }) },
          "Back to normal",
        ),
      ),
      list,
    ),
  );
  return { node, update };

  function update(): void {
    node.hidden = store.screen().side !== "scenes";
    if (node.hidden) return;
    const { exchanges, faults, connected } = store.data();
    rate.box.checked = faults.rateLimit;
    old.box.checked = faults.refuseNewBlocks;
    late.box.checked = faults.delayAcksMs > 0;
    pending.replaceChildren(...faults.pending.map(({ what }) => element("li", {}, what)));
    const rows = exchanges.toReversed().map(row);
    const empty = element(
      "li",
      { class: "exchange-none" },
      connected === undefined ? "No app is connected." : "Nothing yet.",
    );
    list.replaceChildren(...(rows.length > 0 ? rows : [empty]));
  }

  function row(exchange: Exchange): HTMLElement {
    const { id, direction, what, status, ok, ms, request, response } = exchange;
    const { sign, words } = ways[direction];
    const details = element(
      "details",
      {
        open: open.has(id),
        ontoggle: () => (details.open ? open.add(id) : open.delete(id)),
      },
      element(
        "summary",
        {},
        element("span", { class: `way way-${direction}`, title: words }, sign),
        element("span", { class: "sr" }, `${words}:`),
        element("span", { class: "what" }, what),
        element(
          "span",
          { class: `status${ok === true ? " status-good" : ok === false ? " status-bad" : ""}` },
          status ?? "…",
        ),
        element("span", { class: "took" }, ms === undefined ? "" : `${ms} ms`),
      ),
      element("pre", { tabindex: 0, "aria-label": "Request" }, request),
      response !== undefined && response !== "" && element("pre", { tabindex: 0, "aria-label": "Response" }, response),
    );
    return element("li", { class: "exchange" }, details);
  }

  function ordered(): FaultOrder {
    return { fault: "answer", method: method.value, with: answer.value, times: Math.max(1, Number(times.value) || 1) };
  }

  function order(fault: FaultOrder): void {
    void store.send({ act: "fault", fault });
  }
}

function choice(label: string, values: readonly string[], shown = (value: string) => value): HTMLSelectElement {
  return element(
    "select",
    { "aria-label": label, class: "input" },
    ...values.map((value) => element("option", { value }, shown(value))),
  );
}

function toggle(
  label: string,
  act: (on: boolean) => void,
): { readonly node: HTMLElement; readonly box: HTMLInputElement } {
  const box = element("input", { type: "checkbox", onchange: () => act(box.checked) });
  return { node: element("label", { class: "choice" }, box, element("span", {}, label)), box };
}
