import { describe, expect, test } from "vitest";
import { clusterInForm } from "../../../src/faces/slack/cluster-in-form.ts";
import { questionModal } from "../../../src/render/slack/question-modal.ts";

const { blocks } = questionModal({
  clusters: ["first", "second"],
  cluster: "second",
  target: { channel: "C1", visibleTo: "channel" },
});
const chosen = { cluster: { "mesh.cluster": { selected_option: { value: "first" } } } };

describe("the cluster that is searched in", () => {
  test.each([
    ["is the one that is chosen", { state: { values: chosen }, blocks }, "first"],
    [
      "is the one the form was opened with, where Slack tells of no choice",
      { state: { values: {} }, blocks },
      "second",
    ],
    ["is not known where the form has none", { state: { values: {} }, blocks: [] }, undefined],
    [
      "is not known where the form makes no sense",
      { state: { values: {} }, blocks: [null, { element: 1 }] },
      undefined,
    ],
  ])("%s", (_, form, cluster) => {
    expect(clusterInForm(form)).toBe(cluster);
  });
});
