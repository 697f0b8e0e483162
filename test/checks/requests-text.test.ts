import { describe, expect, it } from "vitest";
import { requestsText } from "../../src/checks/requests-text.ts";
import { fraction } from "../../src/model/fraction.ts";
import type { Scheme } from "../../src/model/question.ts";
import { flow } from "../support/sightings.ts";

describe("requestsText()", () => {
  it.each([
    [fraction(1), "http", "Every request goes"],
    [fraction(1), "grpc", "Every request goes"],
    [fraction(1), "tcp", "Every connection goes"],
    [fraction(1, 4), "tls", "25 % of connections go"],
    [fraction(1, 3), "http", "33 % of requests go"],
    [fraction(1, 200), "http", "0.5 % of requests go"],
    [fraction(125, 1000), "http", "12.5 % of requests go"],
    [fraction(1, 100_000), "http", "< 0.1 % of requests go"],
    [fraction(99_999, 100_000), "http", "> 99.9 % of requests go"],
  ] as const)("%o by %s: %s", (share, scheme: Scheme, text) => {
    expect(requestsText(share, { ...flow, scheme }, "goes", "go")).toBe(text);
  });
});
