import type { KnownBlock, View } from "@slack/types";
import { describe, expect, test } from "vitest";
import { MeshError } from "../../../src/model/mesh-error.ts";
import type { AnswerRecord } from "../../../src/model/store.ts";
import { clustersMessage } from "../../../src/render/slack/clusters-message.ts";
import { errorMessage } from "../../../src/render/slack/error-message.ts";
import { failureMessage } from "../../../src/render/slack/failure-message.ts";
import { helpMessage } from "../../../src/render/slack/help-message.ts";
import { homeView } from "../../../src/render/slack/home-view.ts";
import { muteModal } from "../../../src/render/slack/mute-modal.ts";
import { pathMessage } from "../../../src/render/slack/path-message.ts";
import { progressMessage } from "../../../src/render/slack/progress-message.ts";
import { questionModal } from "../../../src/render/slack/question-modal.ts";
import { refusalMessage } from "../../../src/render/slack/refusal-message.ts";
import { shareModal } from "../../../src/render/slack/share-modal.ts";
import { violations } from "../../../src/render/slack/slack-limits.ts";
import { yamlMessage } from "../../../src/render/slack/yaml-message.ts";
import { asked, snapshotOfFolder, stories } from "../../support/folders.ts";
import { why } from "../../support/why.ts";
import { chain, charge, delivered, type Station } from "../sample-diagnosis.ts";
import { broken, degraded, samples, twoFaults } from "../samples.ts";
import { context } from "./answer-context.ts";
import { printed, printedBlock } from "./printed.ts";

const ambiguous = new MeshError(
  "AMBIGUOUS_NAME",
  'Cannot choose "payment": it is in 2 namespaces',
  "Say which one, as namespace/name.",
  ["shop/payment", "bank/payment"],
);
const clusters = [
  { name: "prod-eu", isDefault: true, note: "12 services" },
  { name: "staging", isDefault: false },
];
const noWhy = stories.find(({ name }) => name === "deny-all") ?? stories[0];
const denied = noWhy === undefined ? broken : why(asked(noWhy.ask), snapshotOfFolder(noWhy.folder));

describe("the other messages", () => {
  test.each([
    ["progress", progressMessage({ pair: "checkout → payment", cluster: "prod-eu", stage: "reading 102 objects" })],
    ["error", errorMessage(ambiguous, { command: (name) => `why checkout ${name} in prod-eu` })],
    ["error-without-candidates", errorMessage(new MeshError("USAGE", "Cannot read this: no names", "Type two names."))],
    ["refusal", refusalMessage({ allowed: false, rule: "oncall-only", why: "you may not escalate in this channel" })],
    [
      "failure",
      failureMessage({
        what: "checkout → payment in prod-eu",
        dependency: "the API server of prod-eu",
        next: "Ask at a terminal with mesh why; docs/break-glass.md tells how.",
      }),
    ],
    ["help", helpMessage()],
    ["help-why", helpMessage("why")],
    ["clusters", clustersMessage(clusters)],
    ["no-clusters", clustersMessage([])],
    ["path-broken", pathMessage(broken, context)],
    ["path-degraded", pathMessage(degraded, context)],
    ["path-healthy", pathMessage(samples.healthy ?? broken, context)],
    ["yaml-two-faults", yamlMessage(twoFaults, context)],
    ["yaml-created", yamlMessage(denied, context)],
    ["yaml-healthy", yamlMessage(samples.healthy ?? broken, context)],
  ])("tells %s, within all limits", async (name, message) => {
    expect(violations(message)).toEqual([]);
    await expect(`${printed(message)}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test("asks the whole question again with each candidate", () => {
    const { blocks } = errorMessage(ambiguous, { command: (name) => `why checkout ${name} in prod-eu` });
    const picks = blocks.flatMap((block) => (block.type === "section" ? [block.accessory] : []));
    expect(picks).toMatchObject([
      { action_id: "mesh.pick", value: "why checkout shop/payment in prod-eu" },
      { action_id: "mesh.pick", value: "why checkout bank/payment in prod-eu" },
    ]);
  });

  test("says how many candidates it does not show", () => {
    const many = Array.from({ length: 14 }, (_, index) => `team-${index}/payment`);
    const error = new MeshError("AMBIGUOUS_NAME", "Cannot choose", "Say which one.", many);
    expect(printed(errorMessage(error))).toContain("4 more names would fit");
  });

  test("continues a long path in the thread", () => {
    const stations = Array.from({ length: 200 }, (_, index): Station => ["tls", "server", `hop ${index + 1} of many`]);
    const trace = { assumptions: [], flow: charge, start: chain(stations, delivered()) };
    const message = pathMessage({ ...degraded, traces: [trace] }, context);
    expect(message.overflow.length).toBeGreaterThan(0);
    expect(violations(message)).toEqual([]);
    const all = JSON.stringify(message);
    for (const number of [1, 100, 200]) expect(all).toContain(`hop ${number} of many`);
    expect(printed(message)).toContain("the rest in the thread");
  });
});

describe("views", () => {
  const target = { channel: "C012AB3CD", thread: "1700000000.000100", responseUrl: "https://hooks.slack.com/x" };

  test.each<[string, View]>([
    ["home", homeView([record("broken"), record("healthy"), record("no-verdict")], clusters)],
    ["home-empty", homeView([], [])],
    [
      "question",
      questionModal({
        clusters: ["prod-eu", "staging"],
        cluster: "staging",
        from: "shop/checkout",
        to: "shop/payment",
        target,
      }),
    ],
    [
      "mute",
      muteModal({
        answerId: "answer-1",
        what: "checkout → payment: AuthorizationPolicy shop/payment-callers",
        target: { channel: "C0ONCALL001" },
      }),
    ],
    [
      "share",
      shareModal({ answerId: "answer-1", what: "checkout → payment in prod-eu", target: { channel: "C0ONCALL001" } }),
    ],
  ])("shows %s, within all limits", async (name, view) => {
    expect(violations(view)).toEqual([]);
    const blocks = (view.blocks as KnownBlock[]).map(printedBlock).join("\n\n");
    await expect(`${blocks}\n`).toMatchFileSnapshot(`golden/view-${name}.txt`);
  });

  test("remembers where the answer goes", () => {
    const { private_metadata: kept = "" } = questionModal({ clusters: ["prod-eu"], target });
    expect(JSON.parse(kept)).toEqual(target);
  });

  test("refuses to remember more than Slack keeps", () => {
    const endless = { channel: "C1", responseUrl: "x".repeat(3000) };
    expect(() => questionModal({ clusters: [], target: endless })).toThrow(RangeError);
  });

  test("names no name that is longer than a choice may be", () => {
    const modal = questionModal({ clusters: ["c".repeat(76), "prod-eu"], from: "n".repeat(76), target });
    expect(violations(modal)).toEqual([]);
    expect(JSON.stringify(modal)).not.toContain("nnn");
  });

  test("lists at most twenty answers, and says so", () => {
    const view = homeView(
      Array.from({ length: 30 }, () => record("broken")),
      clusters,
    );
    expect(violations(view)).toEqual([]);
    expect(JSON.stringify(view)).toContain("20 of 30 are shown");
  });
});

function record(verdict: string): AnswerRecord {
  return {
    id: "answer-1",
    cluster: "prod-eu",
    at: "2026-11-20T14:12:40Z",
    team: "T1",
    user: "U1",
    message: undefined,
    pair: "checkout → payment",
    verdict,
    summary: 'AuthorizationPolicy shop/payment-callers admits service account "orders"; checkout runs as "checkout"',
    fingerprint: "f",
    namespaces: [],
    question: {},
    parts: { answer: "", path: "", yaml: "", page: "{}" },
  };
}
