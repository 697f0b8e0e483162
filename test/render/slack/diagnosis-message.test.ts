import type { KnownBlock } from "@slack/types";
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../../src/model/diagnosis.ts";
import { diagnosisMessage } from "../../../src/render/slack/diagnosis-message.ts";
import { violations } from "../../../src/render/slack/slack-limits.ts";
import type { SlackMessage } from "../../../src/render/slack/slack-message.ts";
import { textLength } from "../../../src/render/slack/text-length.ts";
import { asked, snapshotOfFolder, stories } from "../../support/folders.ts";
import { why } from "../../support/why.ts";
import { broken, degraded, samples } from "../samples.ts";
import { context } from "./answer-context.ts";
import { printed } from "./printed.ts";

const { healthy = broken, unknown = broken } = samples;
const told = stories.map(({ name, ask, folder }) => [name, () => why(asked(ask), snapshotOfFolder(folder))] as const);
const drawn = Object.entries(samples).map(([name, diagnosis]) => [`sample-${name}`, () => diagnosis] as const);

describe("diagnosisMessage()", () => {
  test.each([...told, ...drawn])("tells %s, within all limits", async (name, diagnosis) => {
    const message = diagnosisMessage(diagnosis(), context);
    expect(violations(message)).toEqual([]);
    expect(longest(message)).toBeLessThanOrEqual(11_000);
    await expect(`${printed(message)}\n`).toMatchFileSnapshot(`golden/answer-${name}.txt`);
  });

  test("is JSON that Slack takes", async () => {
    const message = diagnosisMessage(broken, context);
    await expect(`${JSON.stringify(message, undefined, 2)}\n`).toMatchFileSnapshot("golden/answer.json");
  });

  test.each([
    [broken, ["mesh.recheck", "mesh.path", "mesh.yaml", "mesh.share", "mesh.mute", "mesh.escalate"]],
    [healthy, ["mesh.recheck", "mesh.path", "mesh.share"]],
    [unknown, ["mesh.recheck", "mesh.path", "mesh.share", "mesh.escalate"]],
  ])("offers what makes sense for a verdict", (diagnosis, actions) => {
    const { elements } = buttonsOf(diagnosisMessage(diagnosis, context));
    expect(elements.map(({ action_id }) => action_id)).toEqual(actions);
    expect(elements.every((button) => button.type === "button" && button.value === "answer-1")).toBe(true);
  });

  test("asks before it escalates, and stresses that only where all is broken", () => {
    const escalate = (diagnosis: Diagnosis) => buttonsOf(diagnosisMessage(diagnosis, context)).elements.at(-1);
    expect(escalate(broken)).toMatchObject({ style: "primary", confirm: { confirm: { text: "Escalate" } } });
    expect(escalate(degraded)).not.toHaveProperty("style");
    const alone = diagnosisMessage(broken, { ...context, canEscalate: false });
    expect(JSON.stringify(alone)).not.toContain("mesh.escalate");
  });

  test("says first what is missing where the verdict is unknown", () => {
    const text = printed(diagnosisMessage(unknown, context));
    expect(text.indexOf("Not checked")).toBeLessThan(text.indexOf("Seen:"));
    expect(text).toContain('resources: ["authorizationpolicies"]');
  });

  test("warns above everything else, also of a muting", () => {
    const warnings = ["a bearer token was typed here; revoke it", "two", "three", "four"];
    const muted = { until: "2026-11-20T18:00:00Z", by: "Ada <!here>", reason: "*known*, until noon" };
    const message = diagnosisMessage(broken, { ...context, warnings, muted });
    expect(message.blocks[1]).toMatchObject({ type: "alert", level: "warning" });
    expect(message.classic?.[1]).toMatchObject({ type: "section" });
    const text = JSON.stringify(message.blocks);
    for (const warning of [...warnings, "muted until 18:00:00 UTC by Ada", "until noon"])
      expect(text).toContain(warning);
    expect(message.text.split("\n")[1]).toBe("Warning: a bearer token was typed here; revoke it.");
  });

  test("needs no new block in its classic form", () => {
    const old = ["actions", "context", "divider", "header", "rich_text", "section"];
    const kinds = diagnosisMessage(broken, context).classic?.map(({ type }) => type) ?? [];
    expect(kinds.filter((kind) => !old.includes(kind))).toEqual([]);
    expect(kinds.length).toBeGreaterThan(5);
  });

  test("mentions the asker and nobody else", () => {
    const mentions = (askedBy: string) =>
      JSON.stringify(diagnosisMessage(broken, { ...context, askedBy })).match(/<@/g);
    expect(mentions("U012AB3CD")).toHaveLength(2);
    expect(mentions("!channel")).toBeNull();
    expect(mentions("U1> <!here")).toBeNull();
  });

  test("moves what does not fit into the thread, says so, and loses nothing", () => {
    const callers = Array.from({ length: 30 }, (_, index) => `shop/caller-${index} → shop/payment`);
    const gaps = Array.from({ length: 60 }, (_, index) => ({
      what: `Pods in team-${index}`,
      why: "forbidden ".repeat(12),
      grant: `resources: ["pods"] in team-${index}`,
    }));
    const message = diagnosisMessage({ ...broken, alsoHit: callers, gaps }, context);
    const here = JSON.stringify(message.blocks);
    expect(here).toContain("Not checked: 8 of 60 here, the rest in the thread.");
    const all = [message, ...message.overflow].map(({ blocks }) => JSON.stringify(blocks)).join();
    for (const { what } of gaps) expect(all).toContain(what);
    for (const caller of callers) expect(all).toContain(caller);
    expect(violations(message)).toEqual([]);
    expect(longest(message)).toBeLessThanOrEqual(11_000);
    expect(message.text).toContain("the rest in the thread");
    const own = diagnosisMessage({ ...broken, gaps }, { ...context, visibleTo: "asker" });
    expect(JSON.stringify(own.blocks)).toContain("the rest in the next messages");
  });

  test("shows no half of a command that is too long", () => {
    const fix = broken.findings[0]?.fix;
    const long = `kubectl patch x -p '${"y".repeat(4000)}'`;
    const findings = broken.findings.map((finding) =>
      fix === undefined ? finding : { ...finding, fix: { ...fix, command: [long] } },
    );
    const text = JSON.stringify(diagnosisMessage({ ...broken, findings }, context));
    expect(text).not.toContain("kubectl patch x");
    expect(text).toContain(`It has ${long.length} characters, too many for Slack`);
  });
});

/** The most characters of any message of these. */
function longest({ text, blocks, classic, overflow }: SlackMessage): number {
  const own = [blocks, ...(classic === undefined ? [] : [classic])].map((list) => textLength(list) + text.length);
  return Math.max(...own, ...overflow.map(longest));
}

function buttonsOf({ blocks }: SlackMessage): Extract<KnownBlock, { type: "actions" }> {
  const found = blocks.filter((block) => block.type === "actions").at(-1);
  if (found === undefined) throw new Error("no buttons");
  return found;
}
