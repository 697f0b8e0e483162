/** mesh doctor as text, Markdown, JSON and a Slack message. */
import { describe, expect, test } from "vitest";
import type { Checkup } from "../../src/model/doctor.ts";
import { doctorJsonText } from "../../src/render/doctor-json.ts";
import { doctorClaim, doctorPage } from "../../src/render/doctor-page.ts";
import { pageMarkdown } from "../../src/render/page-markdown.ts";
import { pageText } from "../../src/render/page-text.ts";
import { doctorMessage } from "../../src/render/slack/doctor-message.ts";
import { violations } from "../../src/render/slack/slack-limits.ts";
import { valid } from "../faces/valid.ts";
import { away, hostile, ill, sound } from "./doctor-samples.ts";
import { printed } from "./slack/printed.ts";

const all: readonly (readonly [string, Checkup])[] = [
  ["ill", ill],
  ["away", away],
  ["sound", sound],
  ["hostile", hostile],
];

describe.each(all)("a checkup that is %s", (name, checkup) => {
  test("is told as text and Markdown", async () => {
    await expect(pageText(doctorPage(checkup))).toMatchFileSnapshot(`golden/doctor-${name}.txt`);
    await expect(pageMarkdown(doctorPage(checkup))).toMatchFileSnapshot(`golden/doctor-${name}.md`);
  });

  test("holds nothing that a terminal obeys", () => {
    for (const width of [40, 80]) {
      const text = pageText(doctorPage(checkup), { width });
      expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      expect(text).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
    }
  });

  test("is a Slack message within all limits", async () => {
    const message = doctorMessage(checkup);
    expect(violations(message)).toEqual([]);
    // Blocks are plain text; only this is markup to Slack.
    expect(message.text).not.toMatch(/[<>]/);
    await expect(`${printed(message)}\n`).toMatchFileSnapshot(`slack/golden/doctor-${name}.txt`);
  });

  test("is JSON of the published schema", () => {
    expect(valid<{ condition: string }>(doctorJsonText(checkup), "doctor").condition).toBe(checkup.condition);
  });
});

test.each([
  ["ill", "1 thing is missing, 2 warnings"],
  ["away", "cannot be reached"],
  ["sound", "all is well"],
])("%s: %s", (name, claim) => {
  const [, checkup = sound] = all.find(([called]) => called === name) ?? [];
  expect(doctorClaim(checkup)).toBe(claim);
});

test("thirty missing rights fit into a message and what follows it", () => {
  const entries = Array.from({ length: 35 }, (_, index) => ({
    id: `right/${index}`,
    condition: "missing" as const,
    what: `list kind-${index}.networking.istio.io: not allowed`,
    hint: "Unknown without it: where the request goes. To the role, as in infra/kubernetes/reader, add:",
    command: `- {apiGroups: ["networking.istio.io"], resources: [kind-${index}], verbs: [list]}`,
  }));
  const message = doctorMessage({ ...ill, groups: [{ title: "Permissions", entries }] });
  expect(violations(message)).toEqual([]);
  const text = JSON.stringify(message);
  for (const { id } of entries) expect(text).toContain(`kind-${id.slice(6)}]`);
});
