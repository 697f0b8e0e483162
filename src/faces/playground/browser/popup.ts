import { element } from "./element.ts";

/** One entry of a small menu. */
export interface Entry {
  readonly label: string;
  readonly danger?: boolean;
  choose(): void;
}

/** Opens a small menu below a button: arrows move, Enter chooses, Escape closes and gives the focus back. */
export function openPopup(button: HTMLElement, label: string, entries: readonly Entry[]): void {
  const items = entries.map((entry) =>
    element(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: -1,
        class: `popup-item${entry.danger ? " popup-danger" : ""}`,
        onclick: () => {
          close(true);
          entry.choose();
        },
      },
      entry.label,
    ),
  );
  const menu = element(
    "div",
    { class: "popup", role: "menu", "aria-label": label, onkeydown: (e) => key(e as KeyboardEvent) },
    ...items,
  );
  (button.closest("dialog") ?? document.body).append(menu);
  place();
  button.setAttribute("aria-expanded", "true");
  items[0]?.focus();
  window.setTimeout(() => document.addEventListener("mousedown", outside));

  function place(): void {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu;
    menu.style.left = `${Math.max(8, left + width > window.innerWidth - 8 ? right - width : left)}px`;
    menu.style.top = `${bottom + height > window.innerHeight - 8 ? Math.max(8, top - height - 4) : bottom + 4}px`;
  }

  function key(event: KeyboardEvent): void {
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) items[(at + step + items.length) % items.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function outside(event: Event): void {
    if (!menu.contains(event.target as Node)) close(false);
  }

  function close(isBack: boolean): void {
    document.removeEventListener("mousedown", outside);
    button.setAttribute("aria-expanded", "false");
    menu.remove();
    if (isBack) button.focus();
  }
}
