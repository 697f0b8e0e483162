import * as z from "zod";
import { configSchema } from "./config-schema.ts";
import type { Path } from "./read-yaml.ts";

/** What the schema says of one place in `meshwhy.yaml`. */
export interface Setting {
  /** May be left out. */
  readonly optional: boolean;
  /** A value as it may stand there. */
  readonly example: unknown;
  /** The keys that may stand below it; empty where it is no map, or one whose keys are names. */
  readonly keys: readonly string[];
  /** Of a number, both included. */
  readonly least: number | null;
  readonly most: number | null;
}

/** What the schema says of a place; undefined where it knows none. */
export function settingAt(path: Path): Setting | undefined {
  let schema: z.core.$ZodType | undefined = configSchema;
  for (const step of path) schema = below(schema, step);
  if (schema === undefined) return undefined;
  const bare = alternatives(schema);
  const [number] = bare.filter((each) => each instanceof z.ZodNumber);
  return {
    optional: schema instanceof z.ZodOptional,
    example: exampleOf(schema) ?? bare.map(exampleOf).find((example) => example !== undefined),
    keys: bare.flatMap((each) => (each instanceof z.ZodObject ? Object.keys(each.shape) : [])),
    least: number?.minValue ?? null,
    most: number?.maxValue ?? null,
  };
}

function below(schema: z.core.$ZodType | undefined, step: string | number): z.core.$ZodType | undefined {
  if (schema === undefined) return undefined;
  for (const each of alternatives(schema)) {
    if (each instanceof z.ZodArray && typeof step === "number") return each.element;
    if (each instanceof z.ZodRecord) return each.valueType;
    if (each instanceof z.ZodObject && Object.hasOwn(each.shape, step)) return each.shape[step];
  }
  return undefined;
}

/** What a schema comes to when nothing is missing: one, or each of several. */
function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return alternatives(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  return [schema];
}

function exampleOf(schema: z.core.$ZodType): unknown {
  const examples = z.globalRegistry.get(schema)?.examples;
  return Array.isArray(examples) ? examples[0] : undefined;
}
