import type { Incident, IncidentDetail } from "../wire.ts";
import { type Child, element, icon, outsideLink } from "./element.ts";
import { sidePanel } from "./side-panel.ts";
import type { Store } from "./store.ts";
import { clockTime } from "./times.ts";

/** What somebody who is called at night wants to know first; all else is folded. */
const first = ["culprit", "field", "field value", "since", "share", "evidence", "fix", "fix proven", "fix command"];

const statusWords: Readonly<
  Record<Incident["status"], { readonly sign: Parameters<typeof icon>[0]; readonly words: string }>
> = {
  triggered: { sign: "bell", words: "Triggered" },
  acknowledged: { sign: "eye", words: "Acknowledged" },
  resolved: { sign: "check", words: "Resolved" },
};

/** The telephone of whoever is on call: PagerDuty's incidents, newest first, and what became of them. */
export function createPagerPanel(store: Store): { readonly node: HTMLElement; update(): void } {
  const open = new Set<string>();
  const list = element("section", { class: "phone-screen", "aria-label": "Incidents" });
  const node = sidePanel(
    store,
    "PagerDuty",
    element(
      "div",
      { class: "side-scroll" },
      element(
        "p",
        { class: "muted side-words" },
        "Played on this machine: nobody is called, nothing is sent to PagerDuty. Incidents are only shown here; acknowledge and resolve them in Slack.",
      ),
      element("div", { class: "phone" }, list),
    ),
  );
  let drawn = "";
  return { node, update };

  function update(): void {
    node.hidden = store.screen().side !== "pager";
    const incidents = store.data().surroundings?.incidents;
    if (node.hidden || incidents === undefined || JSON.stringify(incidents) === drawn) return;
    drawn = JSON.stringify(incidents);
    list.replaceChildren(...(incidents.length === 0 ? [empty()] : incidents.map(drawIncident)));
  }

  function drawIncident(incident: Incident): HTMLElement {
    const { number, status, severity, summary, service, source, facts, details, links, history, dedupKey } = incident;
    const { sign, words } = statusWords[status];
    const begun = history[0]?.at ?? 0;
    const shown = first.flatMap((name) => details.filter((each) => each.name === name));
    const rest = details.filter(({ name }) => !first.includes(name));
    return element(
      "article",
      { class: `incident incident-${status}`, "aria-label": `Incident ${number}, ${words}` },
      element(
        "header",
        { class: "incident-head" },
        element("span", { class: `pill pill-${status}` }, icon(sign), words),
        element("span", { class: `severity severity-${severity}` }, severity),
        element("span", { class: "incident-number" }, `#${number}`),
      ),
      element("h3", {}, summary),
      element("p", { class: "muted" }, `${service}, at ${clockTime(begun)}`),
      element(
        "section",
        { "aria-label": "History" },
        element("h4", { class: "sr" }, "History"),
        element(
          "ol",
          { class: "history" },
          ...history.map(({ at, what }) =>
            element("li", {}, element("time", { datetime: new Date(at).toISOString() }, clockTime(at, true)), what),
          ),
        ),
      ),
      facing(shown),
      ...links.map(({ href, text }) => element("p", { class: "incident-link" }, icon("link"), outsideLink(href, text))),
      folded(`${number} rest`, "All details", [
        facing([...rest, { name: "source", text: source }, ...facts, { name: "dedup key", text: dedupKey }]),
      ]),
    );
  }

  function folded(key: string, title: string, children: readonly Child[]): HTMLElement {
    const details = element(
      "details",
      {
        class: "folded",
        open: open.has(key),
        ontoggle: () => (details.open ? open.add(key) : open.delete(key)),
      },
      element("summary", {}, icon("right"), title),
      ...children,
    );
    return details;
  }
}

/** What is announced to those who do not look: how the newest incident stands. */
export function paged(incidents: readonly Incident[]): string | undefined {
  const [incident] = incidents;
  if (incident === undefined) return undefined;
  return `PagerDuty incident ${incident.number}, ${statusWords[incident.status].words}: ${incident.summary}`;
}

function facing(details: readonly IncidentDetail[]): HTMLElement {
  return element(
    "dl",
    { class: "facts" },
    ...details.flatMap(({ name, text }) => [
      element("dt", {}, name),
      element("dd", { class: isCode(name) ? "fact-code" : undefined }, text),
    ]),
  );
}

function isCode(name: string): boolean {
  return ["evidence", "fix command", "undo", "field value", "dedup key"].includes(name);
}

function empty(): HTMLElement {
  return element(
    "div",
    { class: "phone-empty" },
    icon("phone"),
    element("h3", {}, "Nobody is paged"),
    element(
      "p",
      { class: "muted" },
      "Ask why in #on-call, press Escalate, then let a minute pass: if nobody has acknowledged it by then, the sweep climbs to the rung that pages.",
    ),
  );
}
