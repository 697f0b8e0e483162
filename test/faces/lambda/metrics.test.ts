import { describe, expect, test } from "vitest";
import { emf } from "../../../src/faces/lambda/metrics.ts";

const at = Date.parse("2026-11-20T12:00:00Z");

describe("emf", () => {
  test("is one line that CloudWatch makes metrics of", () => {
    const line = emf(
      "meshwhy",
      { stage: "prod", verdict: "broken" },
      { questions: { value: 1, unit: "Count" }, latency: { value: [12, 30], unit: "Milliseconds" } },
      at,
    );
    expect(line.endsWith("\n")).toBe(true);
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [
          {
            Namespace: "meshwhy",
            Dimensions: [["stage", "verdict"]],
            Metrics: [
              { Name: "questions", Unit: "Count" },
              { Name: "latency", Unit: "Milliseconds" },
            ],
          },
        ],
      },
      stage: "prod",
      verdict: "broken",
      questions: 1,
      latency: [12, 30],
    });
  });

  test.each([
    ["no metric", {}],
    ["no number", { latency: { value: Number.NaN, unit: "Milliseconds" } }],
    ["no numbers", { latency: { value: [], unit: "Milliseconds" } }],
  ] as const)("is nothing where there is %s", (_, metrics) => {
    expect(emf("meshwhy", {}, metrics, at)).toBe("");
  });

  test("keeps to the limits: 100 values, dimensions of 1 to 1024 characters", () => {
    const many = Array.from({ length: 300 }, (_, i) => i);
    const line = emf("m", { empty: "", long: "x".repeat(2000) }, { n: { value: many, unit: "None" } }, at);
    const parsed = JSON.parse(line);
    expect(parsed._aws.CloudWatchMetrics[0].Dimensions).toEqual([["long"]]);
    expect(parsed.long).toHaveLength(1024);
    expect(parsed.n).toHaveLength(100);
  });
});
