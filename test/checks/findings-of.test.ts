import { describe, expect, it } from "vitest";
import { type Draft, type Found, findingsOf } from "../../src/checks/findings-of.ts";
import type { Spot } from "../../src/model/cause.ts";
import { field } from "../../src/model/evidence.ts";
import { type Fraction, fraction, one } from "../../src/model/fraction.ts";
import type { Ref } from "../../src/model/ref.ts";
import type { End } from "../../src/model/trace.ts";
import { delivered, failing, traceTo } from "../support/traces.ts";

const routes: Ref = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  namespace: "shop",
  name: "payment",
};
const because = [field(routes, "spec.http", undefined)];

function aborted(path: string, ref = routes): End {
  return failing({ cause: { code: "fault-abort", spot: { ref, path }, status: 503, limited: false }, because });
}

function answered(path: string): End {
  return failing({ cause: { code: "direct-response", spot: { ref: routes, path }, status: 503 }, because });
}

interface Seen {
  readonly cause: { readonly code: string; readonly spot: Spot };
  readonly share: Fraction;
  readonly flow: number;
}

function draft({ cause, share, flow }: Seen): Draft {
  return { summary: `${share.n}/${share.d} of flow ${flow}: ${cause.code}`, layer: "routing", resource: cause.spot };
}

const codes = ["fault-abort", "direct-response"] as const;

describe("findingsOf()", () => {
  it("makes one finding of endings that have one charge, and sums their shares", () => {
    const [finding, ...more] = findingsOf([traceTo(aborted("a"), delivered, aborted("a"), aborted("a"))], codes, draft);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ share: fraction(3, 4), summary: "3/4 of flow 0: fault-abort" });
  });

  it("keeps another field, another object and another cause apart, in path order", () => {
    const other = { ...routes, name: "other" };
    const trace = traceTo(aborted("b"), aborted("a"), aborted("a", other), answered("a"));
    const found = findingsOf([trace], codes, draft).map(({ resource, share, summary }) => [
      resource.ref.name,
      resource.path,
      share,
      summary.split(": ")[1],
    ]);
    const quarter = fraction(1, 4);
    expect(found).toEqual([
      ["payment", "b", quarter, "fault-abort"],
      ["payment", "a", quarter, "fault-abort"],
      ["other", "a", quarter, "fault-abort"],
      ["payment", "a", quarter, "direct-response"],
    ]);
  });

  it("reports a field once, for the first flow that it hurts", () => {
    const found = findingsOf(
      [traceTo(delivered), traceTo(aborted("a"), delivered), traceTo(aborted("a"))],
      codes,
      draft,
    );
    expect(found.map(({ flow, share }) => [flow, share])).toEqual([[1, fraction(1, 2)]]);
  });

  it("reports what a later flow adds, whatever API version it was read in", () => {
    const older = { ...routes, apiVersion: "networking.istio.io/v1beta1" };
    const found = findingsOf([traceTo(aborted("a")), traceTo(aborted("a", older), answered("b"))], codes, draft);
    expect(found.map(({ flow, resource }) => [flow, resource.path])).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
  });

  it("says nothing of endings for which there is no draft, and of other causes", () => {
    const unfit = (found: Found<"fault-abort">) => (found.cause.spot.path === "a" ? undefined : draft(found));
    const found = findingsOf([traceTo(aborted("a"), aborted("b"), answered("c"))], ["fault-abort"], unfit);
    expect(found.map(({ resource }) => resource.path)).toEqual(["b"]);
  });

  it("gives each finding the usual values, and lets a draft overrule them", () => {
    const [usual] = findingsOf([traceTo(aborted("a"))], codes, draft);
    expect(usual).toEqual({
      summary: "1/1 of flow 0: fault-abort",
      layer: "routing",
      resource: { ref: routes, path: "a" },
      severity: "error",
      basis: "configuration",
      related: [],
      share: one,
      flow: 0,
      evidence: because,
      proposals: [],
      advice: [],
    });
    const own = findingsOf([traceTo(aborted("a"))], codes, (found) => ({
      ...draft(found),
      severity: "warning",
      evidence: [],
    }));
    expect(own).toMatchObject([{ severity: "warning", evidence: [] }]);
  });

  it("hands over the ending, its trace and its flow", () => {
    const traces = [traceTo(delivered), traceTo(aborted("a"))];
    const seen: unknown[] = [];
    findingsOf(traces, codes, (found) => {
      seen.push(found);
      return undefined;
    });
    expect(seen).toMatchObject([{ trace: traces[1], flow: 1, share: one, end: { disposition: "reset" } }]);
  });
});
