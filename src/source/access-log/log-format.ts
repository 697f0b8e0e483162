import type { MeshConfig } from "../../model/resources/mesh-config.ts";
import { customaryJson, defaultJson, defaultTexts } from "./default-formats.ts";
import { type JsonLayout, jsonLayout } from "./json-layout.ts";
import { type TextLayout, textLayout } from "./text-layout.ts";

/** How the lines of an access log are laid out: the ways to read a line, in the order in which they are tried. */
export interface LogFormat {
  readonly kind: "default-text" | "default-json" | "custom-text" | "custom-json";
  readonly layouts: readonly (TextLayout | JsonLayout)[];
}

const texts = defaultTexts.map(textLayout);
const json = jsonLayout(defaultJson);
const customary = jsonLayout(customaryJson);

/**
 * The format that the mesh configuration asks for. Whatever it says, lines in Istio's default text and JSON formats are
 * understood too: Telemetry and proxy versions mix them.
 * Source: istio-semantics §15.1, §15.2.
 */
export function logFormat(config: MeshConfig | undefined): LogFormat {
  const format = config?.accessLogFormat?.trim() ?? "";
  const isJson = config?.accessLogEncoding?.toUpperCase() === "JSON";
  if (format === "") {
    return isJson
      ? { kind: "default-json", layouts: [json, ...texts, customary] }
      : { kind: "default-text", layouts: [...texts, json, customary] };
  }
  const object = jsonFormat(format);
  const text = textLayout(format);
  if (object === undefined) return { kind: "custom-text", layouts: [text, ...texts, json, customary] };
  // With text encoding such a format prints `-` for a missing number, which is no JSON but still of the text's layout.
  return { kind: "custom-json", layouts: [jsonLayout(object), text, ...texts, json, customary] };
}

/** A format that is a JSON object; many put one into a text format, with operators outside quotes. */
function jsonFormat(format: string): object | undefined {
  if (!format.startsWith("{")) return undefined;
  return parsed(format) ?? parsed(format.replace(/:\s*(%[^%"\n]+%)/g, ': "$1"'));
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
