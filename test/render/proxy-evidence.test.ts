/** What proxies say of themselves, in every form of an answer. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { answer } from "../../src/diagnose/answer.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { jsonText, toJson } from "../../src/render/json.ts";
import { toMarkdown } from "../../src/render/markdown.ts";
import { diagnosisMessage } from "../../src/render/slack/diagnosis-message.ts";
import { violations } from "../../src/render/slack/slack-limits.ts";
import { toText } from "../../src/render/text.ts";
import { caseSnapshot } from "../checks/case-snapshot.ts";
import { checkCases } from "../checks/check-cases.ts";
import { whyPlaybook } from "../support/why.ts";
import { hostile } from "./hostile.ts";
import { context } from "./slack/answer-context.ts";
import { withoutCode } from "./without-code.ts";

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../schema/diagnosis.v1.schema.json"), "utf8"));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
const cases = checkCases()
  .filter(([path]) => path.startsWith("proxy/"))
  .map(([path, given]): readonly [string, Diagnosis] => [
    path,
    answer(given.question, whyPlaybook, caseSnapshot(given)),
  ]);
const refused = cases.find(([path]) => path.includes("fails-cluster-refused"))?.[1];

describe.each(cases)("%s", (_, diagnosis) => {
  test("is told by the published schema", () => {
    validate(JSON.parse(jsonText(diagnosis)));
    expect(validate.errors).toBeNull();
  });

  test("keeps Slack's limits, and Markdown's and the terminal's text, whatever a proxy says", () => {
    const attacked = hostile(diagnosis);
    expect(violations(diagnosisMessage(attacked, context))).toEqual([]);
    expect(withoutCode(toMarkdown(attacked))).not.toMatch(/^# heading/m);
    for (const character of ["\u001b", "\u009b", "\u202e"]) expect(toText(attacked)).not.toContain(character);
  });
});

test("names in JSON whose word a piece of evidence is", () => {
  if (refused === undefined) throw new Error("The case is gone");
  const evidence = toJson(refused).findings[0]?.evidence ?? [];
  expect(evidence.filter(({ kind }) => kind === "proxy")).toEqual([
    expect.objectContaining({ by: "proxy", what: expect.stringContaining("holds no such cluster") }),
    expect.objectContaining({ by: "proxy", what: expect.stringContaining("ClusterValidationError.ConnectTimeout") }),
  ]);
});

test("says in text whose word it is", () => {
  if (refused === undefined) throw new Error("The case is gone");
  expect(toText(refused)).toContain("- proxy of checkout-5c6d7-a1b2c: its routes lead to cluster");
});
