import { carriedBy } from "../../kinds/config-map.ts";
import type { Place } from "../../model/evidence.ts";
import { pathParts } from "../../model/path.ts";
import { type Ref, refKey } from "../../model/ref.ts";
import type { Entry } from "./entry.ts";
import { jsonLine } from "./json-line.ts";
import { lineNumber } from "./line-number.ts";
import type { Site } from "./site.ts";
import { type YamlText, yamlLine, yamlRootLine } from "./yaml-line.ts";

/** Tells where the fields of objects stand; nothing is parsed before it is asked for, and nothing twice. */
export function locator(entries: ReadonlyMap<string, Entry>): (ref: Ref, path: string) => Place | undefined {
  const known = new Map<string, Place | undefined>();
  return (ref, path) => {
    const key = `${refKey(ref)} ${path}`;
    const before = known.get(key);
    if (before !== undefined || known.has(key)) return before;
    const place = locate(ref, path);
    known.set(key, place);
    return place;
  };

  function locate(ref: Ref, path: string): Place | undefined {
    const site = entries.get(refKey(ref))?.site;
    if (site === undefined) return undefined;
    const file = site.input.name;
    try {
      const line = lineOf(site, ref, pathParts(path));
      return { file, line };
    } catch {
      // The file is gone, or is another by now.
      return undefined;
    } finally {
      site.input.close();
    }
  }
}

function lineOf(site: Site, ref: Ref, path: readonly (string | number)[]): number {
  const { input, start, end, format, within } = site;
  const bytes = input.read(start, end);
  const whole = [...within, ...path];
  const first = lineNumber(input, start);
  if (format === "json") return first + jsonLine(bytes.toString("utf8"), whole);
  const text = bytes.toString("utf8");
  const from = bytes.toString("utf8", 0, site.from).length;
  const yaml = { text, from, column: site.column, isItem: site.isItem };
  const embedded = ref.kind === "ConfigMap" ? embeddedPath(ref, path) : undefined;
  if (embedded === undefined) return first + (yamlLine(yaml, whole) ?? yamlRootLine(yaml));
  return first + embeddedLine(yaml, [...within, ...embedded.to], embedded.rest);
}

/** `mesh.outboundTrafficPolicy` is a field of the text under `data.mesh`. */
function embeddedPath({ name }: Ref, path: readonly (string | number)[]) {
  const carried = carriedBy(name);
  if (carried === undefined) return undefined;
  const [first, second, ...others] = path;
  if (first === carried.member) return { to: ["data", carried.key], rest: path.slice(1) };
  return first === "data" && second === carried.key ? { to: ["data", carried.key], rest: others } : undefined;
}

/** Looks inside of a literal block, whose text is YAML itself. */
function embeddedLine(yaml: YamlText, to: readonly (string | number)[], rest: readonly (string | number)[]): number {
  const line = yamlLine(yaml, to) ?? yamlRootLine(yaml);
  const lines = yaml.text.split("\n");
  if (rest.length === 0 || !/:\s*\|[-+]?\s*$/.test(lines[line] ?? "")) return line;
  const block = lines.slice(line + 1);
  const indent = /^ */.exec(block.find((text) => text.trim() !== "") ?? "")?.[0].length ?? 0;
  const end = block.findIndex((text) => text.trim() !== "" && !text.startsWith(" ".repeat(indent)));
  const inner = (end < 0 ? block : block.slice(0, end)).map((text) => text.slice(indent)).join("\n");
  const within = yamlLine({ text: `${inner}\n`, from: 0, column: 0, isItem: false }, rest);
  return within === undefined ? line : line + 1 + within;
}
