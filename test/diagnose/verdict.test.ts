/** Rule 5: from where requests end to the verdict. */
import { describe, expect, test } from "vitest";
import { configuredVerdict, fateOfFlow } from "../../src/diagnose/verdict.ts";
import type { Cause } from "../../src/model/cause.ts";
import type { Verdict } from "../../src/model/diagnosis.ts";
import type { End } from "../../src/model/trace.ts";
import { delivered, failing, traceTo } from "../support/traces.ts";

const ref = { apiVersion: "v1", kind: "Service", namespace: "shop", name: "payment" };
const spot = { ref, path: "spec" };
const because = (cause: Cause): End => failing({ cause });

const answered: End = { ...delivered, disposition: "answered" };
const slow: End = { ...delivered, delayMs: 2000 };
const broken = because({ code: "certificate", spot, why: "" });
const refused = because({ code: "rbac-denied", policy: ref, rule: 0, spot, caller: "", plaintext: undefined });
const aborted = because({ code: "fault-abort", spot, status: 503, limited: false });
const limited = because({ code: "fault-abort", spot, status: 503, limited: true });
const open: End = failing({ disposition: "unknown", cause: { code: "not-modelled", what: "", spot } });

describe("what one request comes to", () => {
  test.each([
    ["arrives", [delivered], "arrives"],
    ["is answered by design", [answered], "arrives"],
    ["arrives late", [slow], "partly"],
    ["arrives in part", [delivered, broken], "partly"],
    ["fails", [broken], "fails"],
    ["is refused", [refused], "refused"],
    ["is refused in part, and fails in part", [refused, broken], "fails"],
    ["is aborted always", [aborted], "fails"],
    ["is aborted where others are not", [limited], "partly"],
    ["is open", [open], "unknown"],
    ["arrives in part, the rest being open", [delivered, open], "unknown"],
    ["fails in part, the rest being open", [broken, open], "unknown"],
    ["arrives, fails and is open in parts", [delivered, broken, open], "partly"],
  ])("%s", (_, ends, fate) => {
    expect(fateOfFlow(traceTo(...ends))).toBe(fate);
  });
});

describe("the verdict of a request that is named", () => {
  test.each<[string, readonly End[], Verdict]>([
    ["arrives", [delivered], "healthy"],
    ["is answered by design", [answered], "healthy"],
    ["arrives in part", [delivered, broken], "degraded"],
    ["arrives late", [slow], "degraded"],
    ["is aborted where others are not", [limited], "degraded"],
    ["is aborted always", [aborted], "broken"],
    ["is refused", [refused], "broken"],
    ["fails", [broken], "broken"],
    ["is open", [open], "unknown"],
  ])("%s", (_, ends, verdict) => {
    expect(verdictOf([ends], true)).toBe(verdict);
  });

  test("rests on it alone", () => {
    expect(verdictOf([[delivered], [broken]], true)).toBe("healthy");
  });
});

describe("the verdict where no request is named", () => {
  test.each<[string, readonly (readonly End[])[], Verdict]>([
    ["all arrive", [[delivered], [answered]], "healthy"],
    ["some are refused by design", [[delivered], [refused]], "healthy"],
    ["all are refused", [[refused], [refused]], "broken"],
    ["some fail", [[delivered], [broken]], "degraded"],
    ["some arrive in part", [[delivered], [delivered, broken]], "degraded"],
    ["some are late", [[delivered], [slow]], "degraded"],
    ["all fail", [[broken], [refused]], "broken"],
    ["all are aborted", [[aborted]], "broken"],
    ["some are open", [[delivered], [open]], "unknown"],
    ["some are open, some fail, some arrive", [[delivered], [open], [broken]], "degraded"],
    ["some are open, and some refused", [[refused], [open]], "unknown"],
    ["some are open, and the others fail: perhaps all do", [[broken], [open]], "unknown"],
  ])("%s", (_, traces, verdict) => {
    expect(verdictOf(traces, false)).toBe(verdict);
  });
});

function verdictOf(ends: readonly (readonly End[])[], named: boolean): Verdict {
  return configuredVerdict(
    ends.map((those) => traceTo(...those)),
    named,
  );
}
