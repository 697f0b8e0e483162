import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { type ErrorCode, MeshError } from "../../src/model/mesh-error.ts";
import { errorJson, errorJsonText } from "../../src/render/error-json.ts";

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../schema/error.v1.schema.json"), "utf8"));
const validate = new Ajv2020({ strict: true }).compile(schema);
const unknownName = new MeshError("UNKNOWN_NAME", 'Cannot find "chekout"', "Name a workload that exists.", [
  "checkout",
]);

const codes: Record<ErrorCode, true> = {
  USAGE: true,
  UNKNOWN_NAME: true,
  AMBIGUOUS_NAME: true,
  UNAVAILABLE: true,
  CLUSTER_UNAVAILABLE: true,
  UNREADABLE_INPUT: true,
  EMPTY_INPUT: true,
  UNWRITABLE_OUTPUT: true,
  BAD_PLAYBOOK: true,
  BAD_CONFIG: true,
  NODE_TOO_OLD: true,
  NOT_BUILT: true,
  BUILD_FAILED: true,
  STORE_UNAVAILABLE: true,
  INTERNAL: true,
};

test("errorJson() names code, message, next step and candidates", () => {
  expect(errorJson(unknownName)).toEqual({
    schema: "meshwhy.error/v1",
    code: "UNKNOWN_NAME",
    message: 'Cannot find "chekout"',
    next: "Name a workload that exists.",
    candidates: ["checkout"],
  });
});

test("errorJson() leaves candidates out where there are none", () => {
  expect(errorJson(new MeshError("USAGE", "Cannot read it", "Ask again."))).not.toHaveProperty("candidates");
});

test("errorJson() lists what is wrong in a file", () => {
  const mistake = { file: "meshwhy.yaml", line: 3, column: 5, what: "it is empty", next: "Fill it." };
  const json = errorJson(new MeshError("BAD_CONFIG", "Cannot use it", "Mend it.", [], [mistake]));
  expect(json.mistakes).toEqual([mistake]);
  expect(validate(json)).toBe(true);
  expect(validate({ ...json, mistakes: [{ ...mistake, line: "3" }] })).toBe(false);
});

test("errorJsonText() is indented, ends with a newline and hides nothing from a terminal", () => {
  const text = errorJsonText(new MeshError("INTERNAL", "\u001b[2J\u202e", "Report it."));
  expect(text).toMatch(/^\{\n {2}"schema": "meshwhy.error\/v1",\n/);
  expect(text).toContain("\\u001b[2J\\u202e");
  expect(text.endsWith("}\n")).toBe(true);
});

test("the published schema accepts an error, and refuses one without a code or with another", () => {
  const json = errorJson(unknownName);
  const { code: _, ...codeless } = json;
  expect(validate(json)).toBe(true);
  expect(validate({ ...json, more: 1 })).toBe(true);
  expect(validate(codeless)).toBe(false);
  expect(validate({ ...json, code: "OOPS" })).toBe(false);
});

test("the published schema lists the codes that there are", () => {
  expect(new Set(schema.properties.code.enum)).toEqual(new Set(Object.keys(codes)));
});
