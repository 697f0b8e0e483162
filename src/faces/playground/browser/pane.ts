import { createComposer } from "./composer.ts";
import { createConversation } from "./conversation.ts";
import { drawBlocks } from "./draw-blocks.ts";
import { authorOf, avatar, press } from "./draw-message.ts";
import { type Child, element, icon } from "./element.ts";
import { shapesIn } from "./json-shape.ts";
import { openApp } from "./sidebar.ts";
import type { Store } from "./store.ts";
import { createValues, type Surface } from "./surface.ts";

/** The open conversation, or the page of the app. */
export function createPane(store: Store): { readonly node: HTMLElement; update(): void; focus(): void } {
  const head = element("header", { class: "pane-head" });
  const tabs = element("div", { class: "tabs", role: "tablist", "aria-label": "Tabs of the app" });
  const home = element("div", { class: "home", role: "tabpanel", tabindex: 0 });
  const conversation = createConversation(store, "Messages", false);
  const composer = createComposer(store, false);
  const node = element("main", { class: "pane" }, head, tabs, home, conversation.node, composer.node);
  let homeDrawn: unknown;
  return { node, update, focus: composer.focus };

  function update(): void {
    const channel = store.channel();
    const { tab } = store.screen();
    const isApp = channel?.kind === "im";
    drawHead();
    tabs.hidden = !isApp;
    if (isApp) drawTabs();
    const isHome = isApp && tab !== "messages";
    home.hidden = !isHome;
    conversation.node.hidden = isHome;
    composer.node.hidden = isHome;
    if (isHome) drawHome();
    else {
      conversation.update();
      composer.update();
    }
  }

  function drawHead(): void {
    const channel = store.channel();
    const { app } = store.data().workspace;
    const isApp = channel?.kind === "im";
    const title = isApp
      ? [avatar(authorOf(store, app.botUser), "avatar-small"), app.name]
      : [icon(channel?.kind === "private" ? "lock" : "hash"), channel?.name ?? ""];
    const members = (channel?.members ?? []).map((id) => authorOf(store, id));
    const isInvited = isApp || (channel?.members.includes(app.botUser) ?? false);
    const parts: readonly Child[] = [
      element(
        "button",
        {
          type: "button",
          class: "plain-button to-list",
          "aria-label": "Back to channels",
          onclick: () => store.set({ list: true }),
        },
        icon("back"),
      ),
      element("h2", {}, ...title),
      element("span", { class: "topic" }, isApp ? app.description : (channel?.topic ?? "")),
      !isApp &&
        element(
          "span",
          { class: "members", title: members.map(({ name }) => name).join(", ") },
          ...members.slice(0, 3).map((each) => avatar(each, "avatar-small")),
          element("span", {}, String(members.length)),
          element("span", { class: "sr" }, "members"),
        ),
      !isInvited && element("span", { class: "badge" }, `${app.name} not invited`),
    ];
    head.replaceChildren(...parts.filter((part) => part !== false && part !== undefined));
  }

  function drawTabs(): void {
    const { tab } = store.screen();
    const named = [
      ["home", "Home"],
      ["messages", "Messages"],
      ["about", "About"],
    ] as const;
    const hadFocus = tabs.contains(document.activeElement);
    tabs.replaceChildren(
      ...named.map(([id, label]) =>
        element(
          "button",
          {
            type: "button",
            role: "tab",
            "aria-selected": String(id === tab),
            tabindex: id === tab ? 0 : -1,
            onclick: () => void openApp(store, id),
            onkeydown: (event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[(event as KeyboardEvent).key];
              if (step === undefined) return;
              const at = named.findIndex(([each]) => each === tab);
              const next = named[(at + step + named.length) % named.length];
              if (next !== undefined) void openApp(store, next[0]);
            },
          },
          label,
        ),
      ),
    );
    if (hadFocus) tabs.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }

  function drawHome(): void {
    const { user, tab, channel } = store.screen();
    const { homes, workspace } = store.data();
    const open = homes[user];
    const key = tab === "about" ? "about" : (open ?? `none ${user}`);
    if (key === homeDrawn) return;
    homeDrawn = key;
    if (tab === "about") {
      const { name, description, id, commands } = workspace.app;
      home.replaceChildren(
        element(
          "div",
          { class: "about" },
          avatar(authorOf(store, workspace.app.botUser), "avatar-large"),
          element("h3", {}, name),
          element("p", {}, description),
        ),
        element(
          "ul",
          {},
          ...commands.map((each) => element("li", {}, element("code", {}, each.name), ` ${each.description}`)),
        ),
        element("p", { class: "muted" }, `App ID ${id}`),
      );
      return;
    }
    if (open === undefined) {
      home.replaceChildren(
        element(
          "div",
          { class: "about" },
          element("h3", {}, "Nothing here yet"),
          element("p", { class: "muted" }, `${workspace.app.name} has not published its Home tab.`),
        ),
      );
      return;
    }
    const surface: Surface = {
      store,
      place: { in: "view", view: open.id },
      channel,
      values: createValues(),
      press: (action, from) => press(surface, action, from),
    };
    home.replaceChildren(drawBlocks(surface, shapesIn(open.view, "blocks")));
  }
}

/** The thread that stands beside the conversation. */
export function createThread(store: Store): { readonly node: HTMLElement; update(): void; focus(): void } {
  const conversation = createConversation(store, "Thread", true);
  const composer = createComposer(store, true);
  const place = element("span", { class: "topic" });
  const node = element(
    "aside",
    {
      class: "thread",
      "aria-label": "Thread",
      onkeydown: (event) => {
        if ((event as KeyboardEvent).key === "Escape" && !event.defaultPrevented) close();
      },
    },
    element(
      "header",
      { class: "pane-head" },
      element("h2", {}, "Thread"),
      place,
      element(
        "button",
        { type: "button", class: "plain-button", "aria-label": "Close thread", onclick: () => close() },
        icon("close"),
      ),
    ),
    conversation.node,
    composer.node,
  );
  return { node, update, focus: composer.focus };

  function update(): void {
    const { thread } = store.screen();
    node.hidden = thread === undefined;
    if (thread === undefined) return;
    const channel = store.channel();
    place.textContent = channel?.kind === "im" ? store.data().workspace.app.name : `# ${channel?.name ?? ""}`;
    conversation.update();
    composer.update();
  }

  function close(): void {
    const { thread } = store.screen();
    store.set({ thread: undefined });
    document.querySelector<HTMLElement>(`.pane [data-ts="${CSS.escape(thread ?? "")}"]`)?.focus();
  }
}
