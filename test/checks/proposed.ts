import type { Change, Proposal } from "../../src/model/fix.ts";
import { refText } from "../../src/model/ref.ts";

/** What proposals change, a line each: `VirtualService shop/payment: replace /spec/hosts/0 "a"`. */
export function proposed(proposals: readonly Proposal[]): readonly string[] {
  return proposals.map(
    ({ changes, weakens }) => `${changes.map(changeText).join(" + ")}${weakens === true ? " (weakens)" : ""}`,
  );
}

function changeText(change: Change): string {
  const of = refText(change.ref);
  switch (change.kind) {
    case "create":
      return `new ${of}: ${JSON.stringify(change.object.spec)}`;
    case "delete":
      return `no ${of}`;
    case "patch": {
      const [test, ...rest] = change.patch;
      if (test?.op !== "test") throw new Error(`Cannot accept the patch of ${of}: it does not begin with a test`);
      return `${of}: ${rest.map(({ op, path, value }) => [op, path, ...(value === undefined ? [] : [JSON.stringify(value)])].join(" ")).join(", ")}`;
    }
  }
}
