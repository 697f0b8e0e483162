import type { BlockJson } from "../wire.ts";
import { drawRichText } from "./draw-rich-text.ts";
import { element, icon } from "./element.ts";
import { textIn } from "./json-shape.ts";
import type { Store } from "./store.ts";

type Row = readonly BlockJson[];

/** A `table` block: the first row is its head. */
export function drawTable(store: Store, block: BlockJson): HTMLElement {
  const [head = [], ...body] = rowsOf(block);
  const settings = Array.isArray(block.column_settings) ? block.column_settings : [];
  const cell = (tag: "td" | "th", each: BlockJson, at: number): HTMLElement => {
    const column = settings[at] as BlockJson | null | undefined;
    const align = textIn(column ?? undefined, "align");
    const wraps = column?.is_wrapped === true ? " wrapped" : "";
    return element(tag, { class: `${align === "" ? "" : `align-${align}`}${wraps}` }, cellContent(store, each));
  };
  return frame(
    "Table",
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head.map((each, at) => cell("th", each, at)))),
      element("tbody", {}, ...body.map((row) => element("tr", {}, ...row.map((each, at) => cell("td", each, at))))),
    ),
  );
}

/** A `data_table` block: its heads sort, and it is turned page by page. */
export function drawDataTable(store: Store, block: BlockJson): HTMLElement {
  const [head = [], ...body] = rowsOf(block);
  const size = typeof block.page_size === "number" ? block.page_size : 5;
  const rowHead = typeof block.row_header_column_index === "number" ? block.row_header_column_index : 0;
  const pages = Math.max(1, Math.ceil(body.length / size));
  let sorted: { readonly column: number; readonly down: boolean } | undefined;
  let page = 0;
  const caption = textIn(block, "caption");
  const table = element("table", {});
  const foot = element("div", { class: "table-foot" });
  const whole = element("div", { class: "data-table" }, frame(caption, table), foot);
  draw();
  return whole;

  function draw(): void {
    const rows = inOrder().slice(page * size, (page + 1) * size);
    table.replaceChildren(
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...head.map(headCell))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map(bodyCell)))),
    );
    foot.replaceChildren(
      element("span", {}, `${page * size + 1}–${Math.min(body.length, (page + 1) * size)} of ${body.length}`),
      turn("Previous page", "back", page > 0, -1),
      turn("Next page", "right", page < pages - 1, 1),
    );
    foot.hidden = pages === 1;
  }

  function headCell(each: BlockJson, column: number): HTMLElement {
    const state = sorted?.column !== column ? "none" : sorted.down ? "descending" : "ascending";
    const sign = state === "none" ? "" : state === "ascending" ? " ↑" : " ↓";
    return element(
      "th",
      { "aria-sort": state, scope: "col", class: body[0]?.[column]?.type === "raw_number" ? "align-right" : "" },
      element(
        "button",
        { type: "button", class: "sort", onclick: () => sortBy(column) },
        `${textIn(each, "text")}${sign}`,
      ),
    );
  }

  function bodyCell(each: BlockJson, column: number): HTMLElement {
    const isNumber = each.type === "raw_number";
    return column === rowHead
      ? element("th", { scope: "row" }, cellContent(store, each))
      : element("td", { class: isNumber ? "align-right" : "" }, cellContent(store, each));
  }

  function sortBy(column: number): void {
    sorted = { column, down: sorted?.column === column && !sorted.down };
    page = 0;
    draw();
    table.querySelectorAll<HTMLElement>(".sort")[column]?.focus();
  }

  function inOrder(): readonly Row[] {
    if (sorted === undefined) return body;
    const { column, down } = sorted;
    const ordered = body.toSorted((a, b) => compare(a[column], b[column]));
    return down ? ordered.reverse() : ordered;
  }

  function turn(label: string, sign: "back" | "right", isOn: boolean, step: number): HTMLElement {
    const go = (): void => {
      page += step;
      draw();
      foot.querySelector<HTMLElement>(`[aria-label="${label}"]:not([disabled])`)?.focus();
    };
    return element(
      "button",
      { type: "button", class: "button button-icon", "aria-label": label, disabled: !isOn, onclick: go },
      icon(sign),
    );
  }
}

function frame(label: string, table: HTMLElement): HTMLElement {
  return element("div", { class: "table-frame", tabindex: 0, role: "region", "aria-label": label }, table);
}

function rowsOf(block: BlockJson): readonly Row[] {
  return Array.isArray(block.rows) ? (block.rows as Row[]) : [];
}

function cellContent(store: Store, cell: BlockJson): Node {
  return cell.type === "rich_text" ? drawRichText(store, cell) : document.createTextNode(textIn(cell, "text"));
}

function compare(a: BlockJson | undefined, b: BlockJson | undefined): number {
  if (a?.type === "raw_number" && b?.type === "raw_number") return Number(a.value) - Number(b.value);
  return wordsOf(a).localeCompare(wordsOf(b), "en", { numeric: true });
}

function wordsOf(cell: BlockJson | undefined): string {
  if (cell === undefined) return "";
  if (cell.type !== "rich_text") return textIn(cell, "text");
  return JSON.stringify(cell.elements).replace(/.*?"text":"([^"]*)".*?/g, "$1 ");
}
