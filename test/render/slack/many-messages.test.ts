/** Health, who and digest as Slack messages. */
import { describe, expect, test } from "vitest";
import { digest } from "../../../src/follow/digest.ts";
import { digestMessage } from "../../../src/render/slack/digest-message.ts";
import { healthMessage } from "../../../src/render/slack/health-message.ts";
import { violations } from "../../../src/render/slack/slack-limits.ts";
import type { SlackMessage } from "../../../src/render/slack/slack-message.ts";
import { whoMessage } from "../../../src/render/slack/who-message.ts";
import {
  crowd,
  empty,
  evilDigest,
  evilHealth,
  evilWho,
  firstDigest,
  mixed,
  neighbours,
  nextDigest,
  sameDigest,
} from "../many-samples.ts";
import { printed } from "./printed.ts";

const context = { cluster: "prod-eu", visibleTo: "channel", askedBy: "U012AB3CD" } as const;
const crowdDigest = digest({
  name: "big",
  cluster: "prod-eu",
  at: "2026-11-21T07:00:00Z",
  health: crowd,
  previous: undefined,
  mutes: [],
});
const told: readonly (readonly [string, SlackMessage])[] = [
  ["health", healthMessage(mixed, context)],
  ["health-empty", healthMessage(empty, context)],
  ["who", whoMessage(neighbours, context)],
  ["digest-first", digestMessage(firstDigest)],
  ["digest-next", digestMessage(nextDigest)],
  ["digest-same", digestMessage(sameDigest)],
];
const all: readonly (readonly [string, SlackMessage])[] = [
  ...told,
  ["crowd", healthMessage(crowd, context)],
  ["crowd digest", digestMessage(crowdDigest)],
  ["evil health", healthMessage(evilHealth, context)],
  ["evil who", whoMessage(evilWho, context)],
  ["evil digest", digestMessage(evilDigest)],
];

function forms(message: SlackMessage): readonly SlackMessage[] {
  const { classic } = message;
  return [
    message,
    ...(classic === undefined ? [] : [{ ...message, blocks: classic }]),
    ...message.overflow.flatMap(forms),
  ];
}

test.each(told)("%s", async (name, message) => {
  await expect(printed(message)).toMatchFileSnapshot(`golden/${name}.txt`);
});

describe("every message", () => {
  test.each(all)("%s is one that Slack takes, in all its forms", (_, message) => {
    expect(forms(message).flatMap(violations)).toEqual([]);
  });

  test.each(all)("%s mentions nobody but who asked", (_, message) => {
    const text = JSON.stringify(forms(message).map(({ blocks, text: fallback }) => [fallback, blocks]));
    const markup = [...text.matchAll(/"type":"mrkdwn","text":"([^"]*)"/g)].map(([, found]) => found);
    expect(new Set(markup)).toEqual(new Set(text.includes("asked by <@") ? ["asked by <@U012AB3CD>"] : []));
    for (const { text: fallback } of forms(message)) expect(fallback).not.toMatch(/<[!@#]/);
  });
});

describe("a digest", () => {
  test("has the whole of it in the thread", () => {
    expect(digestMessage(nextDigest).overflow.length).toBeGreaterThan(0);
    expect(JSON.stringify(digestMessage(nextDigest).overflow)).toContain("to blame: ");
    expect(JSON.stringify(digestMessage(nextDigest).blocks)).not.toContain("to blame: ");
  });

  test("in which nothing changed is one line and no thread", () => {
    const { blocks, overflow } = digestMessage(sameDigest);
    expect([blocks.map(({ type }) => type), overflow]).toEqual([["rich_text", "context"], []]);
  });

  test("of more pairs than a message holds says how many are in the thread", () => {
    expect(JSON.stringify(digestMessage(crowdDigest).blocks)).toContain("… and 42 more, in the thread");
  });
});

test("health offers to ask about the worst pairs alone", () => {
  const values = JSON.stringify(healthMessage(mixed, context).blocks).match(/"value":"[^"]*"/g);
  expect(values).toEqual([
    '"value":"why shop/checkout shop/payment in prod-eu"',
    '"value":"why shop/refunds shop/payment in prod-eu"',
  ]);
});
