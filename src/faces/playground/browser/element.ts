/** Something to put into an element; `false` and `undefined` are left out. */
export type Child = Node | string | false | undefined;

/** Attributes, and listeners whose names begin with `on`. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/**
 * Makes an element. Text becomes a text node and nothing is ever parsed as HTML, so that no message can bring its own.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== false && child !== undefined));
  return made;
}

/** A link to a web address, or plain text where the address is of another sort. */
export function outsideLink(url: string, ...children: readonly Child[]): HTMLElement {
  const safe = URL.parse(url);
  if (safe === null || !["http:", "https:", "mailto:"].includes(safe.protocol)) return element("span", {}, ...children);
  return element("a", { href: safe.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** A drawn sign: the paths of a 20 × 20 picture. Hidden from screen readers, since words stand beside it. */
export function icon(name: keyof typeof paths): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 20 20",
    class: `icon icon-${name}`,
    "aria-hidden": "true",
  }))
    svg.setAttribute(key, value);
  for (const d of paths[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

const paths = {
  home: ["M3 9.5 10 3.5l7 6V16a1 1 0 0 1-1 1h-3.5v-4.5h-5V17H4a1 1 0 0 1-1-1z"],
  lock: ["M5 9h10v7.5H5z", "M7 9V6.5a3 3 0 0 1 6 0V9"],
  hash: ["M8 3.5 6.5 16.5M13.5 3.5 12 16.5M4 7.5h12.5M3.5 12.5H16"],
  reply: ["M3.5 4.5h13v9h-6l-3.5 3v-3H3.5z"],
  dots: ["M4.5 10v.01M10 10v.01M15.5 10v.01"],
  more: ["M10 4.5v.01M10 10v.01M10 15.5v.01"],
  close: ["M5 5l10 10M15 5 5 15"],
  back: ["M12 4.5 6.5 10l5.5 5.5"],
  send: ["M3.5 10 3 4l14.5 6L3 16l.5-6zm0 0H10"],
  plus: ["M10 4.5v11M4.5 10h11"],
  moon: ["M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8z"],
  sun: [
    "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
    "M10 2.5v1M10 16.5v1M2.5 10h1M16.5 10h1M4.7 4.7l.7.7M14.6 14.6l.7.7M15.3 4.7l-.7.7M5.4 14.6l-.7.7",
  ],
  scenes: ["M4 5h12M4 10h12M4 15h7", "M14 13l2.5 2-2.5 2"],
  clock: ["M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "M10 6v4.2l2.8 1.8"],
  phone: ["M6.5 2.5h7a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1z", "M9 14.8h2"],
  play: ["M6.5 4.5v11l9-5.5z"],
  again: ["M15.5 7.5A6 6 0 1 0 16 11", "M16 4v3.8h-3.8"],
  eye: ["M2.5 10s3-5 7.5-5 7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5z", "M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"],
  down: ["M5.5 8l4.5 4.5L14.5 8"],
  right: ["M8 5.5l4.5 4.5L8 14.5"],
  check: ["M4.5 10.5 8.5 14.5 15.5 6"],
  info: ["M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "M10 9v4.5M10 6.5v.01"],
  warn: ["M10 3.5 17.5 16.5h-15z", "M10 8.5v3.5M10 14.3v.01"],
  link: ["M8.5 11.5l3-3M9 6.5l1.8-1.8a3 3 0 0 1 4.3 4.3L13.5 11M11 13.5l-1.8 1.8A3 3 0 0 1 5 11L6.5 9.5"],
  smile: ["M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "M7.5 8.5v.01M12.5 8.5v.01M7 12c1.5 2 4.5 2 6 0"],
  at: ["M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", "M13 7.5V11c0 3 3.5 2.5 3.5-1A6.5 6.5 0 1 0 14 15.2"],
  bell: ["M5 14V9a5 5 0 0 1 10 0v5l1.5 1h-13z", "M8.5 17.2h3"],
  dm: ["M3.5 5h9v7h-5L5 14v-2H3.5z", "M14.5 8h2v7H15v2l-2.5-2H8"],
  apps: ["M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z"],
} as const;
