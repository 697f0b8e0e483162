import { describe, expect, test } from "vitest";
import { commandFromText } from "../../../src/faces/slack/command-from-text.ts";
import { orderFromCommand } from "../../../src/faces/slack/order-from-command.ts";
import { retryOf } from "../../../src/faces/worker/retry-of.ts";
import { MeshError } from "../../../src/model/mesh-error.ts";

/** What a button would ask that puts a name in place of the one that was not found. */
function retried(text: string, message: string, name: string): string | undefined {
  const order = orderFromCommand(commandFromText(text, { clusters: ["prod"], cluster: "prod" }));
  return order && retryOf(order, new MeshError("UNKNOWN_NAME", message, "Did you mean it?")).command?.(name);
}

describe("a question with another name", () => {
  test.each([
    ["why chekout payment", 'Cannot find "chekout": …', "shop/checkout", "why shop/checkout payment in prod"],
    ["why checkout paymnt", 'Cannot find "paymnt": …', "shop/payment", "why checkout shop/payment in prod"],
    ["why a b in shp", 'Cannot find namespace "shp": …', "shop", "why a b namespace shop in prod"],
    ["health paymnt", 'Cannot find "paymnt": …', "shop/payment", "health shop/payment in prod"],
    ["who payment in shp", 'Cannot find namespace "shp": …', "shop", "who payment namespace shop in prod"],
  ])("%s", (text, message, name, expected) => {
    expect(retried(text, message, name)).toBe(expected);
  });

  test("keeps all that was asked", () => {
    const asked = 'why chekout payment port 8080 POST /charge header "x-canary: yes" scheme http client-ip 10.0.0.1';
    const again = retried(asked, 'Cannot find "chekout": …', "checkout") ?? "";
    const surroundings = { clusters: ["prod"] };
    expect(commandFromText(again, surroundings)).toEqual(
      commandFromText(`${asked.replace("chekout", "checkout")} in prod`, surroundings),
    );
  });

  test("asks for no credential that was reduced", () => {
    const again = retried('why chekout payment header "cookie: a=b"', 'Cannot find "chekout": …', "checkout");
    expect(again).toBe("why checkout payment in prod");
  });
});
