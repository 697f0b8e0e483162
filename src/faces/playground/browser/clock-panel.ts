import type { ScheduleNote, StoryNote, SurroundingAct } from "../wire.ts";
import { type Child, element, icon } from "./element.ts";
import { sidePanel } from "./side-panel.ts";
import type { Store } from "./store.ts";
import { clockTime, untilWords } from "./times.ts";
import { toast } from "./toast.ts";

/** The clock, what it sets off, and what the mesh looks like: time passes and schedules run at a press. */
export function createClockPanel(store: Store): { readonly node: HTMLElement; update(): void } {
  const time = element("span", { class: "clock-time" });
  const ahead = element("span", { class: "muted" });
  const story = element("section", { class: "card", "aria-label": "The mesh" });
  const schedules = element("div", { class: "schedules" });
  const names = element("div", { class: "schedules" });
  const folded = element("details", { class: "folded" }, element("summary", {}, icon("right"), ""), names);
  const node = sidePanel(
    store,
    "Clock and schedules",
    element(
      "div",
      { class: "side-scroll" },
      element(
        "section",
        { class: "card", "aria-label": "The clock" },
        element("div", { class: "clock-line" }, icon("clock"), time, ahead),
        element("p", { class: "muted" }, "The functions, Slack and PagerDuty go by this clock."),
        element("div", { class: "card-buttons" }, passing(1), passing(5)),
      ),
      story,
      element("h3", { class: "side-title" }, "Schedules"),
      element(
        "p",
        { class: "muted side-words" },
        "As deployed to EventBridge: each sends an event to the worker. Run now sends the same event.",
      ),
      schedules,
      folded,
    ),
  );
  let storyDrawn = "";
  let schedulesDrawn = "";
  window.setInterval(tick, 1000);
  return { node, update };

  function update(): void {
    node.hidden = store.screen().side !== "clock";
    const { surroundings } = store.data();
    if (node.hidden || surroundings === undefined) return;
    tick();
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    story.hidden = surroundings.story === undefined;
    if (surroundings.story !== undefined && JSON.stringify(surroundings.story) !== storyDrawn) {
      storyDrawn = JSON.stringify(surroundings.story);
      fill(story, drawStory(surroundings.story));
    }
    if (JSON.stringify(surroundings.schedules) !== schedulesDrawn) {
      schedulesDrawn = JSON.stringify(surroundings.schedules);
      fillSchedules(surroundings.schedules);
    }
    tick();
    const same = [...node.querySelectorAll<HTMLElement>("[data-key]")].find((each) => each.dataset.key === focused);
    if (focused !== undefined && same !== document.activeElement) same?.focus();
  }

  function fillSchedules(all: readonly ScheduleNote[]): void {
    const isName = ({ verb }: ScheduleNote): boolean => verb === "catalogue";
    const shown = all.filter((each) => !isName(each)).toSorted((a, b) => rank(a) - rank(b));
    const hidden = all.filter(isName);
    schedules.replaceChildren(...shown.map(drawSchedule));
    names.replaceChildren(...hidden.map(drawSchedule));
    folded.hidden = hidden.length === 0;
    folded.querySelector("summary")?.replaceChildren(icon("right"), `Names for live search, ${hidden.length} meshes`);
  }

  function tick(): void {
    const { surroundings } = store.data();
    if (node.hidden || surroundings === undefined) return;
    const now = Date.now() + surroundings.ahead;
    time.textContent = clockTime(now, true);
    ahead.textContent = surroundings.ahead === 0 ? "" : `${Math.round(surroundings.ahead / 1000)} s ahead`;
    for (const each of node.querySelectorAll<HTMLElement>("[data-due]"))
      each.textContent = untilWords(Number(each.dataset.due), now);
  }

  function passing(minutes: number): HTMLElement {
    const words = minutes === 1 ? "Let 1 minute pass" : `Let ${minutes} minutes pass`;
    return acting(`pass-${minutes}`, words, "clock", { act: "pass-time", minutes });
  }

  function drawStory({ cluster, chosen, stories }: StoryNote): readonly Child[] {
    const select = element(
      "select",
      {
        class: "input",
        "data-key": "story",
        onchange: () => void perform({ act: "choose-story", story: select.value }),
      },
      ...stories.map((each) =>
        element(
          "option",
          { value: each, selected: each === chosen },
          each === cluster ? `${each}: as it is in meshwhy.yaml` : each,
        ),
      ),
    );
    return [
      element(
        "label",
        { class: "story" },
        element("span", {}, "The mesh ", element("b", {}, cluster), " looks like"),
        select,
      ),
      element(
        "p",
        { class: "muted" },
        "Change it, then run a digest or press Re-check: what is new, what is resolved?",
      ),
    ];
  }

  function drawSchedule(note: ScheduleNote): HTMLElement {
    const { id, description, schedule, timezone, next, last } = note;
    return element(
      "section",
      { class: "card", "aria-label": description },
      element("div", { class: "card-head" }, element("h4", {}, icon(signOf(note)), titleOf(note))),
      element(
        "p",
        { class: "muted" },
        rateWords(schedule) ?? element("code", {}, schedule),
        rateWords(schedule) === undefined && ` ${timezone ?? "UTC"}`,
        ...(next === undefined
          ? []
          : [", next at ", element("b", {}, clockTime(next)), ", ", element("span", { "data-due": next }, "")]),
      ),
      element("p", { class: "muted" }, lastWords(last)),
      element(
        "div",
        { class: "card-buttons" },
        acting(`run-${id}`, "Run now", "play", { act: "run-schedule", schedule: id }, description),
        last !== undefined &&
          acting(
            `again-${id}`,
            "Deliver again",
            "again",
            { act: "run-schedule", schedule: id, again: true },
            description,
          ),
      ),
    );
  }

  function acting(
    key: string,
    words: string,
    sign: Parameters<typeof icon>[0],
    act: SurroundingAct,
    about?: string,
  ): HTMLElement {
    const button = element(
      "button",
      {
        type: "button",
        class: "button button-icon-left",
        "data-key": key,
        "aria-label": about === undefined ? undefined : `${words}: ${about}`,
        onclick: () => {
          if (button.getAttribute("aria-busy") === "true") return;
          button.setAttribute("aria-busy", "true");
          void perform(act).finally(() => button.removeAttribute("aria-busy"));
        },
      },
      icon(sign),
      words,
    );
    return button;
  }

  async function perform(act: SurroundingAct): Promise<void> {
    const { error, note } = await store.send(act);
    const said = error ?? note;
    if (said !== undefined) toast(said);
  }
}

function fill(into: HTMLElement, children: readonly Child[]): void {
  into.replaceChildren(...children.filter((child) => child !== false && child !== undefined));
}

function titleOf({ verb, description }: ScheduleNote): string {
  return verb === "sweep" ? `Sweep: ${description.toLowerCase()}` : description;
}

function signOf({ verb }: ScheduleNote): Parameters<typeof icon>[0] {
  return verb === "sweep" ? "bell" : verb === "digest" ? "scenes" : "at";
}

/** Digests first: they are what one waits for. */
function rank({ verb }: ScheduleNote): number {
  return verb === "digest" ? 0 : 1;
}

/** `every 5 minutes` for a rate; undefined for what is better read as it stands. */
function rateWords(schedule: string): string | undefined {
  const [, count, unit] = /^rate\((\d+) (\w+?)s?\)$/.exec(schedule) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return count === "1" ? `Every ${unit}` : `Every ${count} ${unit}s`;
}

function lastWords(last: ScheduleNote["last"]): string {
  if (last === undefined) return "Has not run yet";
  const by = last.by === "hand" ? "by hand" : "by the clock";
  const twice = last.deliveries > 1 ? `, delivered ${last.deliveries} times, done once` : "";
  return `Last for ${clockTime(last.at)}, ${by}${twice}`;
}
