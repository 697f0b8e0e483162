import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";

const ajv = new Ajv2020({ strict: true, allErrors: true });

/** Text that must be one JSON value of a published schema, parsed. */
export function valid<T>(
  text: string,
  schema: "diagnosis" | "error" | "health" | "who" | "digest" | "diff" | "doctor",
): T {
  const file = `${schema}.v1.schema.json`;
  const validate = ajv.getSchema(`urn:meshwhy:schema:${schema}:v1`) ?? ajv.compile(schemaIn(file));
  const value: unknown = JSON.parse(text);
  expect({ errors: validate(value) ? "" : ajv.errorsText(validate.errors), text }).toEqual({ errors: "", text });
  return value as T;
}

function schemaIn(file: string): object {
  return JSON.parse(readFileSync(join(import.meta.dirname, "../../schema", file), "utf8")) as object;
}
