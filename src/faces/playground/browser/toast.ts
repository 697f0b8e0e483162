import { element } from "./element.ts";

const region = element("div", { class: "toasts", role: "alert" });

/** Says something for a while, aloud to screen readers too. */
export function toast(text: string): void {
  const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  top.append(region);
  const shown = element("div", { class: "toast" }, text);
  region.append(shown);
  window.setTimeout(() => shown.remove(), 6000);
}
