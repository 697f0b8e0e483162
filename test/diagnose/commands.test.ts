import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { applyPatch, type Operation } from "rfc6902";
import { describe, expect, test } from "vitest";
import { addMember } from "../../src/checks/change/add-member.ts";
import { appendValue } from "../../src/checks/change/append-value.ts";
import { removeValue } from "../../src/checks/change/remove-value.ts";
import { replaceValue } from "../../src/checks/change/replace-value.ts";
import { commandOf, undoOf } from "../../src/diagnose/commands.ts";
import type { Change, PatchOperation } from "../../src/model/fix.ts";
import type { Json } from "../../src/model/json.ts";
import { path } from "../../src/model/path.ts";
import type { Ref } from "../../src/model/ref.ts";
import { runs } from "../support/runs.ts";

const policy: Ref = {
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  namespace: "shop",
  name: "callers",
};
const object = { apiVersion: policy.apiVersion, kind: policy.kind, metadata: { name: "callers", namespace: "shop" } };

const exported = addMember(
  {
    ref: { apiVersion: "v1", kind: "Service", namespace: "shop", name: "payment" },
    path: 'metadata.annotations["networking.istio.io/exportTo"]',
  },
  ".,web",
  { path: "metadata.name", value: "payment" },
);

describe("a command", () => {
  test.each<[string, Change, string]>([
    [
      "patches",
      { kind: "patch", ref: policy, patch: [{ op: "remove", path: "/spec/x" }] },
      `kubectl patch authorizationpolicy callers -n shop --type=json -p '[{"op":"remove","path":"/spec/x"}]'`,
    ],
    ["deletes", { kind: "delete", ref: policy }, "kubectl delete authorizationpolicy callers -n shop"],
    [
      "names no namespace where there is none",
      { kind: "delete", ref: { apiVersion: "v1", kind: "Namespace", namespace: "", name: "shop" } },
      "kubectl delete namespace shop",
    ],
    [
      "tells Istio's Gateway from the other",
      { kind: "delete", ref: { ...policy, apiVersion: "networking.istio.io/v1", kind: "Gateway" } },
      "kubectl delete gateway.networking.istio.io callers -n shop",
    ],
    [
      "quotes a value with quotes",
      { kind: "patch", ref: policy, patch: [{ op: "add", path: "/x", value: "it's" }] },
      `kubectl patch authorizationpolicy callers -n shop --type=json -p '[{"op":"add","path":"/x","value":"it'\\''s"}]'`,
    ],
    [
      "annotates, whether or not there are annotations yet",
      exported,
      "kubectl annotate service payment -n shop networking.istio.io/exportTo=.,web",
    ],
  ])("%s", (_, change, command) => {
    expect(commandOf(change)).toBe(command);
  });

  test("creates from standard input", () => {
    expect(commandOf({ kind: "create", ref: policy, object })).toBe(
      `kubectl apply -f - <<'EOF'\n${JSON.stringify(object, null, 2)}\nEOF`,
    );
  });
});

describe("what takes a change back", () => {
  test("takes an annotation off again", () => {
    expect(undoOf(exported)).toBe("kubectl annotate service payment -n shop networking.istio.io/exportTo-");
  });

  test("deletes what was created, and does not bring back what was deleted", () => {
    expect(undoOf({ kind: "create", ref: policy, object })).toBe("kubectl delete authorizationpolicy callers -n shop");
    expect(undoOf({ kind: "delete", ref: policy })).toBeUndefined();
  });

  test("is not known where the old value is not", () => {
    expect(
      undoOf({ kind: "patch", ref: policy, patch: [{ op: "replace", path: "/spec", value: {} }] }),
    ).toBeUndefined();
    expect(undoOf({ kind: "patch", ref: policy, patch: [{ op: "remove", path: "/spec" }] })).toBeUndefined();
    expect(undoOf({ kind: "patch", ref: policy, patch: [{ op: "add", path: "/spec/-", value: 1 }] })).toBeUndefined();
  });

  test("gives back the very object, whatever was changed in it", () => {
    fc.assert(
      fc.property(drawnChange, ({ before, change }) => {
        if (change.kind !== "patch") throw new Error("Cannot draw other changes");
        const after = patched(before, change.patch);
        const undo = undoOf(change);
        if (undo === undefined) throw new Error("Cannot take it back");
        expect(patched(after, patchIn(undo))).toEqual(before);
      }),
      runs(200),
    );
  });
});

test("a shell reads every word as it was meant", () => {
  const hard = [
    "plain",
    "it's",
    `say "hi"`,
    "a b",
    "two\nlines",
    "$HOME",
    "`id`",
    "back\\slash",
    "-dash",
    "",
    "*",
    "semi;colon",
    "ünïcode",
    "a'b'c",
  ];
  const changes = hard.map(
    (text): Change => ({
      kind: "patch",
      ref: { ...policy, namespace: text === "" ? "x" : text, name: text },
      patch: [{ op: "add", path: "/x", value: text }],
    }),
  );
  const script = changes.map((change) => commandOf(change).replace(/^kubectl/, "show")).join("\n");
  const show = `show() { for word in "$@"; do printf '%s\\0' "$word"; done; printf '\\1'; }`;
  const lines = execFileSync("sh", ["-c", `${show}\n${script}`], { encoding: "utf8" })
    .split("\u0001")
    .slice(0, -1);
  expect(lines.map((line) => line.split("\0").slice(0, -1))).toEqual(
    hard.map((text) => [
      "patch",
      "authorizationpolicy",
      text,
      "-n",
      text === "" ? "x" : text,
      "--type=json",
      "-p",
      JSON.stringify([{ op: "add", path: "/x", value: text }]),
    ]),
  );
});

/** A random object, and one of the changes that checks propose, somewhere in it. */
const drawnChange = fc
  .record({
    before: fc.object({
      maxDepth: 3,
      key: fc.constantFrom("spec", "a/b", "c~d", "rules", "it's"),
      values: [fc.integer(), fc.string(), fc.constant(["x", "y"]), fc.constant([])],
    }),
    drawn: fc.nat(),
    value: fc.oneof(fc.string(), fc.constant({ deep: ["'", '"'] }), fc.constant([1, 2])),
  })
  .filter(({ before }) => Object.keys(before).length > 0)
  .map(({ before, drawn, value }) => {
    const places = [...placesIn(before as Json, [])];
    const [where, old] = places[drawn % places.length] ?? [[], null];
    const at = { ref: policy, path: path(...where) };
    const beside = { path: path(...where), value: old };
    const possible: Change[] = [replaceValue(at, old, value), removeValue(at, old)];
    if (Array.isArray(old))
      possible.push(
        appendValue(at, old as readonly Json[], value),
        addMember({ ref: policy, path: path(...where, old.length) }, value, beside),
      );
    else if (typeof old === "object" && old !== null)
      possible.push(addMember({ ref: policy, path: path(...where, "fresh") }, value, beside));
    return { before: before as Json, change: possible[drawn % possible.length] ?? removeValue(at, old) };
  });

function* placesIn(
  value: Json,
  where: readonly (string | number)[],
): Generator<readonly [readonly (string | number)[], Json]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = [...where, Array.isArray(value) ? Number(key) : key];
    yield [place, inner];
    yield* placesIn(inner, place);
  }
}

function patched(value: Json, patch: readonly PatchOperation[]): Json {
  const copy = structuredClone(value);
  const errors = applyPatch(copy, patch as Operation[]);
  expect(errors.filter((error) => error !== null)).toEqual([]);
  return copy;
}

/** The patch in a command, read as a shell would. */
function patchIn(command: string): readonly PatchOperation[] {
  const quoted = command.slice(command.indexOf(" -p ") + 4);
  return JSON.parse(quoted.slice(1, -1).replaceAll(`'\\''`, "'")) as readonly PatchOperation[];
}
