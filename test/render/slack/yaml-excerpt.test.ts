import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/model/diagnosis.ts";
import { field } from "../../../src/model/evidence.ts";
import type { Fix, PatchOperation } from "../../../src/model/fix.ts";
import { one } from "../../../src/model/fraction.ts";
import type { Json } from "../../../src/model/json.ts";
import { yamlExcerpt } from "../../../src/render/slack/yaml-excerpt.ts";
import { culprit, finding, ref } from "../sample-diagnosis.ts";

const rule = ref("DestinationRule", "shop", "payment");

function found(path: string, value: Json | undefined, patch: readonly PatchOperation[] = []): Finding {
  const fix: Fix = {
    summary: "Mend it",
    changes: [{ kind: "patch", ref: rule, patch }],
    after: [],
    command: [],
    undo: [],
    verified: true,
    outcome: "",
    deliveredShare: one,
    sideEffects: [],
  };
  return finding({
    check: "a/b",
    step: "destination-rule",
    layer: "routing",
    summary: "s",
    resource: culprit(rule, path),
    evidence: [field(rule, path, value)],
    fix: patch.length === 0 ? undefined : fix,
  });
}

describe("yamlExcerpt()", () => {
  test.each<[string, Finding, string[]]>([
    [
      "leads to a value, and counts entries before it",
      found("spec.http[1].route[0].destination.subset", "v3"),
      [
        "spec:",
        "  http:",
        "    # … 1 before",
        "    - route:",
        "        - destination:",
        "            subset: v3  # ← here",
      ],
    ],
    [
      "marks the name of what holds more",
      found("spec.http[0].fault", { abort: { httpStatus: 503 } }),
      ["spec:", "  http:", "    - fault:  # ← here", "        abort:", "          httpStatus: 503"],
    ],
    [
      "says that a field is not there",
      found('metadata.labels["istio-injection"]', undefined),
      ["metadata:", "  labels:", "    istio-injection:  # ← here: not set"],
    ],
    ["shows what is empty", found("spec", {}), ["spec: {}  # ← here"]],
    ["shows an entry of a list", found("spec.exportTo[0]", "."), ["spec:", "  exportTo:", "    - .  # ← here"]],
    [
      "shows the neighbours that the fix tests to be there",
      found("spec.from[1]", "b", [{ op: "test", path: "/spec/from", value: ["a", "b", "c"] }]),
      ["spec:", "  from:", "    - a", "    - b  # ← here", "    - c"],
    ],
    [
      "marks the place of a field that its neighbours lack",
      found("spec.tls.mode", undefined, [{ op: "test", path: "/spec/tls", value: { sni: "x" } }]),
      ["spec:", "  tls:", "    sni: x", "    mode:  # ← here: not set"],
    ],
    [
      "marks the place of a field where there is nothing",
      found("spec.tls.mode", undefined, [{ op: "test", path: "/spec/tls", value: {} }]),
      ["spec:", "  tls:", "    mode:  # ← here: not set"],
    ],
    [
      "keeps strings that YAML would read otherwise in quotes",
      found("spec.subsets[0].labels.version", "2.0"),
      ["spec:", "  subsets:", "    - labels:", '        version: "2.0"  # ← here'],
    ],
  ])("%s", (_, given, lines) => {
    expect(yamlExcerpt(given.resource, given)).toEqual(lines);
  });

  test("shows nothing where nothing is known of the field", () => {
    const given = found("spec.template", "x");
    expect(yamlExcerpt(given.resource, { ...given, evidence: [] })).toEqual([]);
    expect(yamlExcerpt(culprit(rule, ""), given)).toEqual([]);
    expect(yamlExcerpt(given.resource, undefined)).toEqual([]);
  });

  test("stays near the field in a long list, and counts the rest", () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `host-${index}`);
    const given = found("spec.hosts[20]", "host-20", [{ op: "test", path: "/spec/hosts", value: hosts }]);
    const lines = yamlExcerpt(given.resource, given);
    expect(lines).toHaveLength(18);
    expect(lines[0]).toBe("# … 16 lines above");
    expect(lines).toContain("    - host-20  # ← here");
    expect(lines.at(-1)).toBe("# … 10 lines below");
  });
});
