import type { Act } from "../wire.ts";
import { element, icon } from "./element.ts";
import type { Store } from "./store.ts";

/** Where one writes. */
export interface Composer {
  readonly node: HTMLElement;
  update(): void;
  focus(): void;
}

/** One line of the list above the composer. */
interface Suggestion {
  readonly insert: string;
  readonly title: string;
  readonly description: string;
  /** How many characters before the caret it replaces. */
  readonly replaces: number;
}

/** What an alert looks like that somebody pastes: the shape that Alertmanager's Slack message has. */
const exampleAlert = [
  "[FIRING:1] IstioHigh5xx (critical)",
  "source_workload: checkout  source_workload_namespace: shop",
  "destination_service_name: payment  destination_service_namespace: shop",
  "Summary: 100% of requests from checkout to payment fail with 403 for 6 minutes",
].join("\n");

/** A composer for a channel or a thread: Enter sends, Shift+Enter begins a line, `/` and `@` suggest. */
export function createComposer(store: Store, isThread: boolean): Composer {
  const drafts = new Map<string, string>();
  let place = "";
  let found: readonly Suggestion[] = [];
  let active = 0;
  const listId = isThread ? "thread-suggestions" : "suggestions";
  const field = element("textarea", {
    rows: 1,
    "aria-label": "Message",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    oninput: () => {
      grow();
      suggest();
    },
    onkeydown: (event) => key(event as KeyboardEvent),
    onblur: () => hide(),
  });
  const list = element("div", {
    class: "suggestions",
    role: "listbox",
    id: listId,
    "aria-label": "Suggestions",
    hidden: true,
  });
  const send = element(
    "button",
    { type: "button", class: "send", "aria-label": "Send now", onclick: () => submit() },
    icon("send"),
  );
  const tool = (label: string, sign: "plus" | "at" | "smile", act: () => void): HTMLElement =>
    element("button", { type: "button", "aria-label": label, title: label, onclick: act }, icon(sign));
  const node = element(
    "div",
    { class: "composer" },
    list,
    field,
    element(
      "div",
      { class: "composer-tools" },
      tool("Paste an example alert", "plus", () => put(exampleAlert)),
      tool("Mention mesh", "at", () => put(`@${store.data().workspace.app.name} `)),
      element("span", { class: "composer-hint" }, element("kbd", {}, "Shift + Enter"), " for a new line"),
      send,
    ),
  );
  return { node, update, focus: () => field.focus() };

  function update(): void {
    const { user, channel: id, thread } = store.screen();
    const now = `${user} ${id} ${isThread ? thread : ""}`;
    const channel = store.channel();
    const name = channel?.kind === "im" ? store.data().workspace.app.name : `#${channel?.name ?? ""}`;
    const label = isThread ? "Reply…" : `Message ${name}`;
    field.placeholder = label;
    field.setAttribute("aria-label", isThread ? "Reply in thread" : label);
    const canWrite = channel !== undefined && channel.archived !== true && channel.members.includes(user);
    field.disabled = !canWrite;
    if (!canWrite)
      field.placeholder = channel?.archived === true ? "This channel has been archived" : `You are not in ${name}`;
    if (now === place) return;
    drafts.set(place, field.value);
    place = now;
    field.value = drafts.get(now) ?? "";
    grow();
    hide();
  }

  function put(text: string): void {
    field.focus();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    grow();
    suggest();
  }

  function grow(): void {
    field.style.height = "auto";
    field.style.height = `${Math.min(260, field.scrollHeight)}px`;
    send.classList.toggle("send-ready", field.value.trim() !== "");
  }

  function suggest(): void {
    const typed = field.value.slice(0, field.selectionStart);
    found = typed.startsWith("/") && !typed.includes("\n") ? commands(typed) : people(typed);
    active = 0;
    if (found.length === 0) {
      hide();
      return;
    }
    list.replaceChildren(
      ...found.map((each, at) =>
        element(
          "div",
          {
            role: "option",
            id: `${listId}-${at}`,
            class: "suggestion",
            onmousedown: (event) => event.preventDefault(),
            onclick: () => take(each),
          },
          element("strong", {}, each.title),
          element("span", {}, each.description),
        ),
      ),
    );
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark();
  }

  function commands(typed: string): readonly Suggestion[] {
    return store.data().workspace.app.commands.flatMap(({ name, description, hints }) => {
      const whole = [
        ...(typed.length <= name.length ? [{ title: name, insert: name, description }] : []),
        ...hints.map(({ text, description: what }) => ({
          title: `${name} ${text}`,
          insert: `${name} ${text}`,
          description: what,
        })),
      ];
      return whole
        .filter(({ insert }) => insert.startsWith(typed.trimEnd()) && insert !== typed.trimEnd())
        .map((each) => ({ ...each, replaces: typed.length }));
    });
  }

  function people(typed: string): readonly Suggestion[] {
    const begun = /(?:^|\s)@([\w.]*)$/.exec(typed)?.[1];
    if (begun === undefined) return [];
    const { app, users, userGroups } = store.data().workspace;
    const names = [
      { handle: app.name, realName: app.description },
      ...users.map(({ name, realName }) => ({ handle: name, realName })),
      ...userGroups.map(({ handle, name }) => ({ handle, realName: name })),
    ];
    return names
      .filter(({ handle }) => handle.startsWith(begun) && handle !== begun)
      .map(({ handle, realName }) => ({
        insert: `@${handle} `,
        title: `@${handle}`,
        description: realName,
        replaces: begun.length + 1,
      }));
  }

  function take({ insert, replaces }: Suggestion): void {
    const caret = field.selectionStart;
    field.setRangeText(insert, caret - replaces, caret, "end");
    grow();
    hide();
  }

  function mark(): void {
    for (const row of list.children) {
      const isActive = row.id === `${listId}-${active}`;
      row.setAttribute("aria-selected", String(isActive));
      if (isActive) row.scrollIntoView({ block: "nearest" });
    }
    field.setAttribute("aria-activedescendant", `${listId}-${active}`);
  }

  function hide(): void {
    found = [];
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function key(event: KeyboardEvent): void {
    const isOpen = found.length > 0;
    const chosen = found[active];
    if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      mark();
    } else if (isOpen && event.key === "Tab" && chosen !== undefined) take(chosen);
    else if (isOpen && event.key === "Escape") hide();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      // A whole command is sent as it stands; half a word is completed first.
      const isMention = chosen?.insert.startsWith("@") === true;
      if (isOpen && chosen !== undefined && (active > 0 || isMention)) take(chosen);
      else submit();
    } else return;
    event.preventDefault();
  }

  function submit(): void {
    const text = field.value.trim();
    if (text === "" || field.disabled) return;
    field.value = "";
    grow();
    hide();
    const { user, channel, thread } = store.screen();
    const inThread = isThread ? { thread: thread ?? "" } : {};
    if (text.startsWith("/") && isThread) {
      const [name] = text.split(/\s/);
      store.note(channel, `${name} is not supported in threads. Sorry!`, thread);
      return;
    }
    const act: Act = text.startsWith("/")
      ? { act: "command", user, channel, text }
      : { act: "say", user, channel, text, ...inThread };
    void store.send(act).then(({ error }) => {
      if (error !== undefined) store.note(channel, error, isThread ? thread : undefined);
    });
  }
}
