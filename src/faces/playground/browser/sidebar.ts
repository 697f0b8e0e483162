import type { Channel } from "../workspace.ts";
import { authorOf, avatar } from "./draw-message.ts";
import { type Child, element, icon } from "./element.ts";
import type { Store } from "./store.ts";
import { toast } from "./toast.ts";

/** The list of channels, direct messages and apps; returns what brings it up to date. */
export function createSidebar(store: Store): { readonly node: HTMLElement; update(): void } {
  const node = element("nav", { class: "sidebar", "aria-label": "Channels and apps" });
  return { node, update };

  function update(): void {
    const { workspace, channels } = store.data();
    const { user, tab } = store.screen();
    const focused =
      document.activeElement instanceof HTMLElement && node.contains(document.activeElement)
        ? document.activeElement.dataset.key
        : undefined;
    const mine = channels.filter(({ kind, members }) => kind !== "im" && members.includes(user));
    const others = channels.filter(({ kind, members }) => kind === "public" && !members.includes(user));
    const dm = channels.find(({ kind, name }) => kind === "im" && name === user);
    const isDm = dm !== undefined && store.screen().channel === dm.id;
    node.replaceChildren(
      element("div", { class: "sidebar-head" }, element("h1", {}, workspace.team.name)),
      element(
        "div",
        { class: "sidebar-scroll" },
        section("Channels", [...mine, ...others].map(channelRow)),
        section("Direct messages", [appRow("dm", workspace.app.name, "messages", isDm && tab === "messages", dm)]),
        section("Apps", [appRow("app", workspace.app.name, "home", isDm && tab !== "messages", undefined)]),
      ),
      element(
        "div",
        { class: "acting" },
        avatar(authorOf(store, user)),
        element("label", {}, element("span", {}, "Acting as"), people()),
      ),
    );
    if (focused !== undefined)
      [...node.querySelectorAll<HTMLElement>("[data-key]")].find((each) => each.dataset.key === focused)?.focus();
  }

  function section(title: string, rows: readonly Child[]): HTMLElement {
    return element(
      "section",
      { "aria-label": title },
      element("h2", {}, icon("down"), title),
      element("ul", {}, ...rows.map((row) => element("li", {}, row))),
    );
  }

  function channelRow(channel: Channel): HTMLElement {
    const { channel: open, user } = store.screen();
    const news = unread(channel);
    const isOpen = channel.id === open;
    return element(
      "button",
      {
        type: "button",
        "data-key": channel.id,
        class: `row${isOpen ? " row-open" : ""}${news > 0 ? " row-unread" : ""}${channel.members.includes(user) ? "" : " row-dim"}`,
        "aria-current": isOpen ? "page" : undefined,
        onclick: () => store.set({ channel: channel.id, thread: undefined, list: false }),
      },
      icon(channel.kind === "private" ? "lock" : "hash"),
      element("span", { class: "row-name" }, channel.name),
      channel.shared === true && element("span", { class: "row-mark", title: "Shared with another workspace" }, "◇"),
      channel.archived === true && element("span", { class: "row-mark" }, "archived"),
      news > 0 && element("span", { class: "row-count", "aria-label": `${news} unread` }, String(news)),
    );
  }

  function appRow(
    key: string,
    name: string,
    tab: "home" | "messages",
    isOpen: boolean,
    dm: Channel | undefined,
  ): HTMLElement {
    const news = dm === undefined ? 0 : unread(dm);
    return element(
      "button",
      {
        type: "button",
        "data-key": key,
        class: `row${isOpen ? " row-open" : ""}${news > 0 ? " row-unread" : ""}`,
        "aria-current": isOpen ? "page" : undefined,
        onclick: () => void openApp(store, tab),
      },
      avatar(authorOf(store, store.data().workspace.app.botUser), "avatar-small"),
      element("span", { class: "row-name" }, name),
      news > 0 && element("span", { class: "row-count", "aria-label": `${news} unread` }, String(news)),
    );
  }

  function unread({ id }: Channel): number {
    const { user } = store.screen();
    const seen = store.seen(id);
    return store
      .data()
      .messages.filter(
        ({ channel, ts, user: author, visibleTo }) =>
          channel === id && ts > seen && author !== user && (visibleTo === undefined || visibleTo === user),
      ).length;
  }

  function people(): HTMLElement {
    const { users, team } = store.data().workspace;
    const chosen = store.screen().user;
    const select = element(
      "select",
      { "data-key": "acting", onchange: () => void change(select.value) },
      ...users.map(({ id, realName, role, team: own }) => {
        const kind =
          role === "member" ? "" : role === "guest" ? " (guest)" : own.id === team.id ? "" : ` (${own.name})`;
        return element("option", { value: id, selected: id === chosen }, `${realName}${kind}`);
      }),
    );
    return select;
  }

  /** Direct messages are one's own: another user sees another one. */
  async function change(user: string): Promise<void> {
    const was = store.channel();
    store.set({ user, thread: undefined });
    if (was?.kind === "im") await openApp(store, store.screen().tab === "home" ? "home" : "messages");
  }
}

/** Opens the page of the app on a tab, and lets the app know. */
export async function openApp(store: Store, tab: "home" | "messages" | "about"): Promise<void> {
  const { user } = store.screen();
  const opened = tab === "about" ? ({ act: "open-dm", user } as const) : ({ act: "open-home", user, tab } as const);
  const { channel, error } = await store.send(opened);
  if (error !== undefined) toast(error);
  if (channel !== undefined) store.set({ channel, tab, thread: undefined, list: false });
}
