import { type Child, element } from "./element.ts";

/** One thing that can be chosen in a menu. */
export interface Item {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** The title of the group that it stands in. */
  readonly group?: string;
}

/** How a box to choose from behaves. */
export interface MenuOptions {
  readonly label: string;
  readonly placeholder: string;
  /** What is chosen at first. */
  readonly chosen: readonly Item[];
  readonly many: boolean;
  readonly most?: number;
  /** Finds what fits what was typed; a string says why nothing is shown. */
  find(query: string): Promise<readonly Item[] | string>;
  /** Milliseconds to wait after a key, where finding is dear. */
  readonly wait: number;
  choose(items: readonly Item[]): void;
}

let count = 0;

/** A box to type in and choose from: WAI-ARIA's combobox with a list. */
export function drawMenu(options: MenuOptions): HTMLElement {
  count += 1;
  const listId = `menu-${count}`;
  let chosen = options.chosen;
  let shown: readonly Item[] = [];
  let active = -1;
  let asked = 0;
  let pending = false;
  // Enter was pressed before there was anything to choose: the first that is found is meant.
  let hurried = false;
  let timer: number | undefined;
  const input = element("input", {
    class: "menu-input",
    role: "combobox",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": options.label,
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    oninput: () => ask(),
    // What is typed takes the place of what was chosen.
    onfocus: () => input.select(),
    onclick: () => ask(),
    // Whoever pressed Enter and went on has chosen all the same.
    onblur: () => (hurried && pending ? hide() : close()),
    onkeydown: (event) => key(event as KeyboardEvent),
  });
  const chips = element("span", { class: "chips" });
  const list = element("div", {
    class: "menu-list",
    role: "listbox",
    id: listId,
    "aria-label": options.label,
    hidden: true,
  });
  const box = element("div", { class: "menu" }, chips, input, list);
  drawChosen();
  return box;

  function drawChosen(): void {
    chips.replaceChildren(...(options.many ? chosen.map(chip) : []));
    const only = options.many ? undefined : chosen[0];
    input.value = only?.label ?? "";
    input.placeholder = options.many && chosen.length > 0 ? "" : options.placeholder;
    input.classList.toggle("menu-chosen", only !== undefined);
  }

  function chip(item: Item): HTMLElement {
    return element(
      "span",
      { class: "chip" },
      item.label,
      element(
        "button",
        {
          type: "button",
          "aria-label": `Remove ${item.label}`,
          onmousedown: (event) => event.preventDefault(),
          onclick: () => take(chosen.filter(({ id }) => id !== item.id)),
        },
        "×",
      ),
    );
  }

  function ask(): void {
    window.clearTimeout(timer);
    const isUntouched = !options.many && input.value === chosen[0]?.label;
    const query = isUntouched ? "" : input.value.trim();
    asked += 1;
    pending = true;
    hurried = false;
    const mine = asked;
    timer = window.setTimeout(
      () => {
        if (options.wait > 0) draw("Searching…");
        void options.find(query).then((found) => {
          if (mine === asked) settle(found);
        });
      },
      query === "" ? 0 : options.wait,
    );
  }

  function settle(found: readonly Item[] | string): void {
    pending = false;
    const [first] = fitting(found);
    if (hurried && first !== undefined) pick(first);
    else draw(found);
  }

  function fitting(found: readonly Item[] | string): readonly Item[] {
    if (typeof found === "string") return [];
    return found.filter(({ id }) => !options.many || !chosen.some((one) => one.id === id));
  }

  function draw(found: readonly Item[] | string): void {
    if (document.activeElement !== input) return;
    shown = fitting(found);
    active =
      shown.length > 0
        ? Math.max(
            0,
            shown.findIndex(({ id }) => id === chosen[0]?.id),
          )
        : -1;
    const empty = typeof found === "string" ? found : shown.length === 0 ? "No results" : undefined;
    list.replaceChildren(...(empty === undefined ? rows() : [element("div", { class: "menu-empty" }, empty)]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    place();
    mark();
  }

  function rows(): Node[] {
    let group: string | undefined;
    return shown.flatMap((item, at) => {
      const title: Child =
        item.group !== undefined &&
        item.group !== group &&
        element("div", { class: "menu-group", role: "presentation" }, item.group);
      group = item.group;
      const row = element(
        "div",
        {
          class: "menu-row",
          role: "option",
          id: `${listId}-${at}`,
          "aria-selected": "false",
          onmousedown: (event) => event.preventDefault(),
          onmousemove: () => go(at),
          onclick: () => pick(item),
        },
        element("span", {}, item.label),
        item.description === undefined ? undefined : element("span", { class: "menu-description" }, item.description),
      );
      return title === false ? [row] : [title, row];
    });
  }

  /** Below the box, or above it where there is no room; fixed, so that no scrolling box cuts it off. */
  function place(): void {
    const { left, top, bottom, width } = box.getBoundingClientRect();
    const below = window.innerHeight - bottom;
    const isAbove = below < 200 && top > below;
    const room = Math.max(80, Math.min(300, (isAbove ? top : below) - 12));
    list.style.maxHeight = `${room}px`;
    list.style.left = `${left}px`;
    list.style.width = `${width}px`;
    list.style.top = isAbove ? "auto" : `${bottom + 4}px`;
    list.style.bottom = isAbove ? `${window.innerHeight - top + 4}px` : "auto";
  }

  function go(at: number): void {
    if (at === active) return;
    active = at;
    mark();
  }

  function mark(): void {
    for (const row of list.querySelectorAll("[role=option]")) {
      const isActive = row.id === `${listId}-${active}`;
      row.setAttribute("aria-selected", String(isActive));
      if (isActive) row.scrollIntoView({ block: "nearest" });
    }
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${listId}-${active}`);
  }

  function key(event: KeyboardEvent): void {
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) ask();
      else if (shown.length > 0) go((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      hurried = pending;
      const item = shown[active];
      if (!pending && isOpen && item !== undefined) pick(item);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && input.value === "" && options.many) take(chosen.slice(0, -1));
  }

  function pick(item: Item): void {
    if (!options.many) take([item]);
    else if (options.most === undefined || chosen.length < options.most) take([...chosen, item]);
    close();
  }

  function take(items: readonly Item[]): void {
    chosen = items;
    drawChosen();
    options.choose(items);
  }

  function hide(): void {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function close(): void {
    window.clearTimeout(timer);
    asked += 1;
    pending = false;
    hurried = false;
    hide();
    if (!options.many && input.value !== (chosen[0]?.label ?? "")) drawChosen();
    if (options.many) input.value = "";
  }
}
