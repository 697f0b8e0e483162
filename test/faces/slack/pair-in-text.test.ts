import { expect, test } from "vitest";
import { pairInText } from "../../../src/faces/slack/pair-in-text.ts";

const pair = (from: string, to: string) => ({ from, to });

test.each([
  ["High error rate: checkout -> payment (503 UH)", pair("checkout", "payment")],
  ["shop/checkout → payment.bank is failing", pair("shop/checkout", "payment.bank")],
  ["5xx from `checkout` to `payment` above 5 %", pair("checkout", "payment")],
  ["checkout cannot reach payment since 14:01", pair("checkout", "payment")],
  ["please try mesh why checkout payment", pair("checkout", "payment")],
  [
    '[FIRING] Istio5xx {source_workload="checkout", source_workload_namespace="shop", destination_service_name="payment", destination_service_namespace="shop"}',
    pair("shop/checkout", "shop/payment"),
  ],
  [
    "*source_workload:* checkout\n*destination_service:* payment.shop.svc.cluster.local",
    pair("checkout", "payment.shop.svc.cluster.local"),
  ],
  ['source_workload="unknown" destination_service_name="payment"', undefined],
  ["payment is slow", undefined],
  ["checkout and payment were deployed", undefined],
  ["", undefined],
])("%s", (text, expected) => {
  expect(pairInText(text)).toEqual(expected);
});
