/** The page that looks and works like Slack: it begins here. */
import type { Change, Snapshot } from "../wire.ts";
import { createClockPanel } from "./clock-panel.ts";
import { spoken } from "./conversation.ts";
import { element, icon } from "./element.ts";
import { createModal } from "./modal.ts";
import { createPagerPanel, paged } from "./pager-panel.ts";
import { createPane, createThread } from "./pane.ts";
import { createScenes } from "./scenes.ts";
import { createSidebar, openApp } from "./sidebar.ts";
import { createStore, type Side, type Store } from "./store.ts";

const themeKey = "playground-theme";

/** Builds the page once everything is known, and keeps it up to date from then on. */
function start(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  showTheme(dark.matches);
  dark.addEventListener("change", () => showTheme(dark.matches));
  const source = new EventSource("playground/changes");
  let store: Store | undefined;
  source.addEventListener("snapshot", ({ data }) => {
    const snapshot = JSON.parse(data) as Snapshot;
    if (store === undefined) store = build(snapshot);
    else store.reset(snapshot);
    document.body.classList.remove("cut-off");
  });
  source.addEventListener("change", ({ data }) => store?.receive(JSON.parse(data) as Change));
  source.addEventListener("error", () => document.body.classList.add("cut-off"));
}

function build(snapshot: Snapshot): Store {
  const [user] = snapshot.workspace.users;
  const [channel] = snapshot.channels;
  const store = createStore(snapshot, {
    user: user?.id ?? "",
    channel: channel?.id ?? "",
    tab: "messages",
    thread: undefined,
    side: undefined,
    list: false,
  });
  const sidebar = createSidebar(store);
  const pane = createPane(store);
  const thread = createThread(store);
  const sides = [createClockPanel(store), createPagerPanel(store), createScenes(store)];
  const bar = createRail(store);
  const updateModal = createModal(store);
  const live = element("div", { class: "sr", "aria-live": "polite", role: "status" });
  const shell = element(
    "div",
    { class: "shell" },
    bar.node,
    sidebar.node,
    pane.node,
    thread.node,
    ...sides.map(({ node }) => node),
  );
  document.body.replaceChildren(
    topBar(store),
    shell,
    live,
    element("div", { class: "offline", role: "status" }, "Reconnecting to the playground…"),
  );
  let opened = store.screen();
  let lastPaged: string | undefined;
  store.watch((change) => {
    update();
    const words =
      change === undefined ? undefined : change.kind === "surroundings" ? news(change) : spoken(store, change);
    if (words !== undefined) live.textContent = words;
    const now = store.screen();
    if (now.thread !== undefined && now.thread !== opened.thread) thread.focus();
    else if (now.channel !== opened.channel || now.user !== opened.user) pane.focus();
    const isCovered = now.side !== undefined && matchMedia("(max-width: 760px)").matches;
    const moved = now.channel !== opened.channel || now.tab !== opened.tab;
    opened = now;
    // On a narrow screen a panel lies over the conversation that was just chosen.
    if (isCovered && moved) store.set({ side: undefined });
  });
  update();
  pane.focus();
  return store;

  /** The clock changes every minute, and is no news. */
  function news({ surroundings }: Extract<Change, { readonly kind: "surroundings" }>): string | undefined {
    const words = paged(surroundings.incidents);
    const isNew = words !== lastPaged;
    lastPaged = words;
    return isNew ? words : undefined;
  }

  function update(): void {
    const { thread: open, side, list } = store.screen();
    shell.classList.toggle("with-thread", open !== undefined);
    shell.classList.toggle("with-side", side !== undefined);
    shell.classList.toggle("with-list", list);
    sidebar.update();
    pane.update();
    thread.update();
    bar.update();
    for (const each of sides) each.update();
    updateModal();
  }
}

function topBar(store: Store): HTMLElement {
  return element(
    "header",
    { class: "top-bar" },
    element(
      "span",
      { class: "top-title" },
      `Playing Slack for ${store.data().workspace.team.name}: nothing leaves this machine`,
    ),
  );
}

function createRail(store: Store): { readonly node: HTMLElement; update(): void } {
  const { workspace, surroundings } = store.data();
  const item = (label: string, sign: Parameters<typeof icon>[0], act: () => void): HTMLElement =>
    element("button", { type: "button", class: "rail-item", onclick: act }, icon(sign), element("span", {}, label));
  const opener = (label: string, sign: Parameters<typeof icon>[0], side: Side): HTMLElement =>
    item(label, sign, () => store.set({ side: store.screen().side === side ? undefined : side }));
  const openers = {
    clock: opener("Clock", "clock", "clock"),
    pager: opener("Pager", "phone", "pager"),
    scenes: opener("Scenes", "scenes", "scenes"),
  };
  const count = element("span", { class: "rail-count" });
  openers.pager.append(count);
  const node = element(
    "nav",
    { class: "rail", "aria-label": "Workspace" },
    element("span", { class: "workspace-sign", "aria-hidden": "true" }, workspace.team.name.slice(0, 1)),
    item("Home", "home", () =>
      store.set({ channel: store.data().channels[0]?.id ?? "", thread: undefined, list: true }),
    ),
    item("DMs", "dm", () => void openApp(store, "messages")),
    item("Apps", "apps", () => void openApp(store, "home")),
    element("span", { class: "rail-space" }),
    ...(surroundings === undefined ? [] : [openers.clock, openers.pager]),
    openers.scenes,
    item("Theme", "moon", switchTheme),
  );
  return { node, update };

  function update(): void {
    const { side } = store.screen();
    for (const [name, each] of Object.entries(openers)) each.setAttribute("aria-expanded", String(name === side));
    const calling = (store.data().surroundings?.incidents ?? []).filter(({ status }) => status === "triggered").length;
    count.hidden = calling === 0;
    count.replaceChildren(
      element("span", { class: "sr" }, ", "),
      String(calling),
      element("span", { class: "sr" }, " triggered"),
    );
  }
}

/** What was chosen here before, or what the system prefers. */
function showTheme(prefersDark: boolean): void {
  document.documentElement.dataset.theme = localStorage.getItem(themeKey) ?? (prefersDark ? "dark" : "light");
}

function switchTheme(): void {
  const root = document.documentElement;
  const next = root.dataset.theme === "dark" ? "light" : "dark";
  root.dataset.theme = next;
  localStorage.setItem(themeKey, next);
}

start();
