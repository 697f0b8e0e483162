/** Nothing that a cluster, a log or a user wrote becomes more than text in Slack, and nothing of it breaks a limit. */
import type { KnownBlock } from "@slack/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../../src/model/diagnosis.ts";
import { MeshError } from "../../../src/model/mesh-error.ts";
import type { AnswerRecord } from "../../../src/model/store.ts";
import { clustersMessage } from "../../../src/render/slack/clusters-message.ts";
import { diagnosisMessage } from "../../../src/render/slack/diagnosis-message.ts";
import { errorMessage } from "../../../src/render/slack/error-message.ts";
import { failureMessage } from "../../../src/render/slack/failure-message.ts";
import { homeView } from "../../../src/render/slack/home-view.ts";
import { muteModal } from "../../../src/render/slack/mute-modal.ts";
import { pathMessage } from "../../../src/render/slack/path-message.ts";
import { progressMessage } from "../../../src/render/slack/progress-message.ts";
import { questionModal } from "../../../src/render/slack/question-modal.ts";
import { refusalMessage } from "../../../src/render/slack/refusal-message.ts";
import { shareModal } from "../../../src/render/slack/share-modal.ts";
import { violations } from "../../../src/render/slack/slack-limits.ts";
import type { SlackMessage } from "../../../src/render/slack/slack-message.ts";
import { textLength } from "../../../src/render/slack/text-length.ts";
import { yamlMessage } from "../../../src/render/slack/yaml-message.ts";
import { asked, snapshotOfFolder, stories } from "../../support/folders.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../../support/generated-mesh.ts";
import { runs } from "../../support/runs.ts";
import { snapshotOf } from "../../support/snapshot.ts";
import { why } from "../../support/why.ts";
import { attacks } from "../hostile.ts";
import { samples } from "../samples.ts";
import { context } from "./answer-context.ts";

const slackAttacks = [
  ...attacks,
  "<!channel>",
  "<!here|here>",
  "<@U1>",
  "<!subteam^S123|ops>",
  "<#C1|general>",
  "<http://evil.example|safe>",
  "<mailto:a@b.example|mail>",
  "&lt;!channel&gt;",
  "*b*",
  "_i_",
  "~s~",
  "`c`",
  "```\nfence\n```",
  "> quoted",
  "&gt; quoted",
  ":tada: :100:",
  "@channel @here",
  "www.evil.example",
  "\u202egnp.exe",
  "\u2066a\u2069",
  "\ud800",
  "&".repeat(700),
  "<".repeat(10_000),
  "a".repeat(10_000),
  "x&y ".repeat(2500),
  "👩‍👩‍👧".repeat(400),
  "",
  " ",
];
const hostileText = fc.oneof(
  fc.constantFrom(...slackAttacks),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."<>&*_~`:|!@#\\ab \n\t\u200b\u202e"), maxLength: 60 }),
  fc.array(fc.constantFrom(...slackAttacks), { maxLength: 4 }).map((parts) => parts.join(" ")),
);

/** Words of our own, from closed lists, and times. */
const own = new Set([
  ...["kind", "disposition", "station", "code", "verdict", "basis", "status", "step", "severity", "layer", "scheme"],
  ...["answeredBy", "op", "observedAt", "window", "since", "changedAt", "at", "signature"],
]);

/** The diagnosis with hostile text behind, before or in place of whatever a cluster could have named. */
function poisoned(value: unknown, texts: readonly string[], how: number, key = ""): unknown {
  if (typeof value === "string") {
    if (own.has(key)) return value;
    const text = texts[value.length % texts.length] ?? "";
    return [`${value}${text}`, `${text}${value}`, text][(how + value.length) % 3];
  }
  if (Array.isArray(value)) return value.map((item) => poisoned(item, texts, how, key));
  if (value === null || typeof value !== "object" || own.has(key)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, poisoned(child, texts, how, name)]));
}

describe("hostile text in Slack", () => {
  test.each(Object.entries(samples))("is text and nothing else in the answer %s", (_, sample) => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 6 }), fc.nat(2), (texts, how) => {
        const diagnosis = poisoned(sample, texts, how) as Diagnosis;
        const [cluster = "", warning = ""] = texts;
        const answer = { ...context, cluster: cluster || "c", warnings: [warning || "w", ...texts.filter(Boolean)] };
        for (const message of [
          diagnosisMessage(diagnosis, answer),
          pathMessage(diagnosis, answer),
          yamlMessage(diagnosis, answer),
        ])
          isHarmless(message);
      }),
      runs(25),
    );
  });

  test("is text and nothing else in every other message and form", () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.array(hostileText, { maxLength: 15 }), (one, two, more) => {
        const listed = more.map((name) => ({ name, isDefault: false, note: two }));
        const answers = more.map((text) => recordOf(text, one));
        for (const message of [
          progressMessage({ pair: one, cluster: two, stage: more.join() }),
          errorMessage(new MeshError("UNKNOWN_NAME", one, two, more), { command: (name) => `why ${name} payment` }),
          refusalMessage({ allowed: false, rule: one, why: two }),
          failureMessage({ what: one, dependency: two, next: more.join() }),
          clustersMessage(listed),
        ])
          isHarmless(message);
        const target = { channel: "C1" };
        for (const view of [
          homeView(answers, listed),
          questionModal({ clusters: [...new Set(more)], cluster: one, from: two, to: one, namespace: two, target }),
          muteModal({ answerId: "a", what: one, target: { channel: "C0ONCALL001" } }),
          shareModal({ answerId: "a", what: two, target: { channel: "C0ONCALL001" } }),
        ]) {
          expect(violations(view)).toEqual([]);
          areHarmless(view.blocks as KnownBlock[]);
        }
      }),
      runs(100),
    );
  });
});

test("answers about generated meshes keep all limits", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const diagnosis = why(questionOf(plan, someNames), snapshotOf(objectsOfPlan(plan, someNames)));
      for (const message of [
        diagnosisMessage(diagnosis, context),
        pathMessage(diagnosis, context),
        yamlMessage(diagnosis, context),
      ])
        isHarmless(message);
    }),
    runs(40),
  );
});

test.each(stories.map((story) => [story.name, story] as const))("path and YAML of %s keep all limits", (_, story) => {
  const diagnosis = why(asked(story.ask), snapshotOfFolder(story.folder));
  isHarmless(pathMessage(diagnosis, context));
  isHarmless(yamlMessage(diagnosis, context));
});

function recordOf(text: string, id: string): AnswerRecord {
  return {
    id: "answer-1",
    cluster: text,
    at: "2026-11-20T14:12:40Z",
    team: "T1",
    user: "U1",
    message: undefined,
    pair: id,
    verdict: text,
    summary: text,
    fingerprint: "f",
    namespaces: [],
    question: {},
    parts: { answer: "", path: "", yaml: "", page: "{}" },
  };
}

function isHarmless(message: SlackMessage): void {
  const { text, blocks, classic, overflow } = message;
  expect(violations({ ...message, overflow: [] })).toEqual([]);
  for (const form of [blocks, classic ?? []]) {
    expect(textLength(form) + text.length).toBeLessThanOrEqual(11_000);
    areHarmless(form);
  }
  isHarmlessText(text);
  overflow.forEach(isHarmless);
}

const hidden = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u;

/** What Slack parses of a message's text, with and without blocks. */
function isHarmlessText(text: string): void {
  expect(text).not.toMatch(/[<>]/);
  expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
  expect(text.split("\n").filter((line) => hidden.test(line))).toEqual([]);
  const prose = withoutCode(text);
  expect(prose).not.toMatch(/[*~`]/);
  expect(prose).not.toMatch(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u);
  expect(prose).not.toMatch(/:\/\/|\bwww\.|\bmailto:/i);
  expect(prose).not.toMatch(/:[\w+'-]*[a-z][\w+'-]*:|:100:/i);
  expect(prose).not.toMatch(/^&gt;/m);
}

/** Fenced code, which only three backticks can end. */
function withoutCode(text: string): string {
  const pieces = text.split(/^```$/m);
  expect(pieces.length % 2).toBe(1);
  for (const code of pieces.filter((_, index) => index % 2 === 1)) expect(code).not.toContain("`");
  return pieces.filter((_, index) => index % 2 === 0).join("\n");
}

/** Only texts that Slack does not parse, apart from the asker's mention. */
function areHarmless(blocks: readonly KnownBlock[]): void {
  const harm: unknown[] = [];
  visit(blocks);
  expect(harm).toEqual([]);

  function visit(value: unknown, key = ""): void {
    if (typeof value === "string") {
      const isSent = key === "value" || key === "initial_value";
      if (!isSent && value.split("\n").some((line) => hidden.test(line))) harm.push(value);
    } else if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (value !== null && typeof value === "object") {
      const node = value as Readonly<Record<string, unknown>>;
      if (node.type === "mrkdwn" && node.text !== "asked by <@U012AB3CD>") harm.push(node);
      if (node.type === "plain_text" && node.emoji !== false) harm.push(node);
      if (parsed.has(node.type)) harm.push(node);
      for (const [name, child] of Object.entries(node)) visit(child, name);
    }
  }
}

/** What Slack makes more of than text. */
const parsed: ReadonlySet<unknown> = new Set([
  "link",
  "user",
  "usergroup",
  "channel",
  "broadcast",
  "emoji",
  "markdown",
]);
