import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pod } from "../../../src/model/resources/core.ts";
import { inTurn } from "../../../src/source/cluster/in-turn.ts";

/** `v1-a`: a pod of the ReplicaSet `v1`; `a`: a pod of nobody. */
function pod(name: string): Pod {
  const [owner, own] = name.split("-");
  const ownerReferences = own === undefined ? [] : [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: owner ?? "" }];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", labels: {}, annotations: {}, ownerReferences },
    spec: { containers: [] },
    status: { phase: "Running", conditions: [] },
  } as unknown as Pod;
}

function orderOf(...names: readonly string[]): readonly string[] {
  return inTurn(names.map(pod)).map(({ metadata }) => metadata.name);
}

test("one pod of each owner comes before a second of any", () => {
  expect(orderOf("v1-a", "v1-b", "v1-c", "v2-a", "v2-b", "alone")).toEqual([
    "v1-a",
    "v2-a",
    "alone",
    "v1-b",
    "v2-b",
    "v1-c",
  ]);
  expect(orderOf()).toEqual([]);
});

test("nobody is lost, and the first few are of as many owners as there are", () => {
  const name = fc.tuple(fc.constantFrom("v1", "v2", "v3"), fc.nat(30)).map(([owner, at]) => `${owner}-${at}`);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), (names) => {
      const order = orderOf(...names);
      expect(order.toSorted()).toEqual(names.toSorted());
      const owners = new Set(names.map((one) => one.split("-")[0]));
      expect(new Set(order.slice(0, owners.size).map((one) => one.split("-")[0]))).toEqual(owners);
    }),
  );
});
