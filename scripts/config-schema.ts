/** The published schema of `meshwhy.yaml`, out of the one that it is checked by. */
import { join } from "node:path";
import * as z from "zod";
import { configSchema } from "../src/config/config-schema.ts";

/** The file that editors are pointed to. */
export const configSchemaFile = join(import.meta.dirname, "../schema/meshwhy-config.v1.schema.json");

const widest = 120;

/** The schema as it should be; the same sources always give the same bytes. */
export function configSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: "input" });
  return `${formatted({ $schema, $id: "urn:meshwhy:schema:meshwhy-config:v1", title: "meshwhy.yaml", ...schema }, "")}\n`;
}

/** JSON as Biome formats it: a list of plain values on one line, where it fits. */
function formatted(value: unknown, indent: string, key = ""): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    const fits = indent.length + key.length + line.length + 1 <= widest;
    if (fits && !value.some((item) => typeof item === "object")) return line;
    if (fits && value.every(isFlatList)) return `[${value.map((item) => formatted(item, inner)).join(", ")}]`;
    return `[\n${value.map((item) => `${inner}${formatted(item, inner)}`).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(([name, member]) => {
    const begin = `${JSON.stringify(name)}: `;
    return `${inner}${begin}${formatted(member, inner, begin)}`;
  });
  return `{\n${members.join(",\n")}\n${indent}}`;
}

function isFlatList(value: unknown): boolean {
  return Array.isArray(value) && !value.some((item) => typeof item === "object");
}
