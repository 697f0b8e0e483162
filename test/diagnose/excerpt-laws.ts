import { parse } from "yaml";
import type { Excerpt } from "../../src/model/excerpt.ts";

/** Stands for an entry of a list that is counted, not shown. */
const elided = "(elided)";

/** How a list or a map that is shown in part differs from the object: "" where every line is the object's own. */
export function untruth(excerpt: Excerpt, object: unknown): string {
  return difference(parsed(excerpt.map(({ text }) => text)), object, "");
}

/** The lines as data: counted entries stand where they are left out, and what is cut short is null. */
function parsed(lines: readonly string[]): unknown {
  const text = lines.flatMap((line) => {
    const counted = /^( *)((?:- )*)# … (\d+) (?:before|after|more)$/.exec(line);
    if (counted !== null) return placeholders(counted[1], counted[3], counted[2]);
    const key = /^( *)((?:- )*).*: {2}# … (?:(\d+) before)?(?:, )?(?:(\d+) after)?$/.exec(line);
    if (key === null || (key[3] === undefined && key[4] === undefined)) return [line];
    const margin = " ".repeat(`${key[1]}${key[2]}`.length);
    return [line, `${margin}- { after: ${key[4] ?? 0} }`, ...placeholders(margin, key[3])];
  });
  return parse(text.join("\n"));
}

function placeholders(margin = "", count = "0", dashes = ""): string[] {
  const others = `${margin}${" ".repeat(dashes.length)}`;
  return Array.from({ length: Number(count) }, (_, index) => `${index === 0 ? margin + dashes : others}- ${elided}`);
}

function difference(shown: unknown, own: unknown, at: string): string {
  if (shown === elided) return own === undefined ? `${at} is not there` : "";
  if (shown === null) return own === undefined ? `${at} is not there` : "";
  if (typeof shown === "string" && typeof own === "string" && at === ".data.mesh")
    return difference(parsed(shown.split("\n")), parse(own), at);
  if (Array.isArray(shown)) {
    if (!Array.isArray(own)) return `${at} is no list`;
    const [first] = shown as unknown[];
    const isCounted = isMap(first) && Object.keys(first).join() === "after";
    const items = isCounted ? shown.slice(1) : shown;
    const length = items.length + (isCounted ? Number(first.after) : 0);
    if (length !== own.length) return `${at} has ${own.length} entries, not ${length}`;
    return items.map((item, index) => difference(item, own[index], `${at}.${index}`)).find((text) => text !== "") ?? "";
  }
  if (isMap(shown)) {
    if (!isMap(own)) return `${at} is no map`;
    const wrong = Object.entries(shown).map(([key, value]) => difference(value, own[key], `${at}.${key}`));
    return wrong.find((text) => text !== "") ?? "";
  }
  return shown === own ? "" : `${at} is ${JSON.stringify(own)}, not ${JSON.stringify(shown)}`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
