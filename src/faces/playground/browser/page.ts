/** The page that looks and works like Slack: it begins here. */
import type { Change, Snapshot } from "../wire.ts";
import { spoken } from "./conversation.ts";
import { element, icon } from "./element.ts";
import { createModal } from "./modal.ts";
import { createPane, createThread } from "./pane.ts";
import { createScenes } from "./scenes.ts";
import { createSidebar, openApp } from "./sidebar.ts";
import { createStore, type Store } from "./store.ts";

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
    scenes: false,
    list: false,
  });
  const sidebar = createSidebar(store);
  const pane = createPane(store);
  const thread = createThread(store);
  const scenes = createScenes(store);
  const updateModal = createModal(store);
  const live = element("div", { class: "sr", "aria-live": "polite", role: "status" });
  const shell = element("div", { class: "shell" }, rail(store), sidebar.node, pane.node, thread.node, scenes.node);
  document.body.replaceChildren(
    topBar(store),
    shell,
    live,
    element("div", { class: "offline", role: "status" }, "Reconnecting to the playground…"),
  );
  let opened = store.screen();
  store.watch((change) => {
    update();
    const words = change === undefined ? undefined : spoken(store, change);
    if (words !== undefined) live.textContent = words;
    const now = store.screen();
    if (now.thread !== undefined && now.thread !== opened.thread) thread.focus();
    else if (now.channel !== opened.channel || now.user !== opened.user) pane.focus();
    opened = now;
  });
  update();
  pane.focus();
  return store;

  function update(): void {
    const { thread: open, scenes: isOpen, list } = store.screen();
    shell.classList.toggle("with-thread", open !== undefined);
    shell.classList.toggle("with-scenes", isOpen);
    shell.classList.toggle("with-list", list);
    sidebar.update();
    pane.update();
    thread.update();
    scenes.update();
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

function rail(store: Store): HTMLElement {
  const { team } = store.data().workspace;
  const item = (label: string, sign: Parameters<typeof icon>[0], act: () => void): HTMLElement =>
    element("button", { type: "button", class: "rail-item", onclick: act }, icon(sign), element("span", {}, label));
  return element(
    "nav",
    { class: "rail", "aria-label": "Workspace" },
    element("span", { class: "workspace-sign", "aria-hidden": "true" }, team.name.slice(0, 1)),
    item("Home", "home", () =>
      store.set({ channel: store.data().channels[0]?.id ?? "", thread: undefined, list: true }),
    ),
    item("DMs", "dm", () => void openApp(store, "messages")),
    item("Apps", "apps", () => void openApp(store, "home")),
    element("span", { class: "rail-space" }),
    item("Scenes", "scenes", () => store.set({ scenes: !store.screen().scenes })),
    item("Theme", "moon", switchTheme),
  );
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
