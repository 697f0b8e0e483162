import { defineCheck } from "../../model/check.ts";
import { plaintextFindings } from "../plaintext/plaintext-findings.ts";
import { promisedSidecars } from "./promised-sidecars.ts";

/** Whether both ends run a proxy where one is needed. */
export const sidecarsPresent = defineCheck({
  id: "injection/sidecars-present",
  step: "injection",
  title: "both ends have a sidecar where one is needed",
  docs: `
    A caller without a sidecar speaks plaintext and has no identity: a server that takes mTLS only resets it, and a
    policy that asks who calls refuses it. A server whose pods promise a sidecar by label but have none gets TLS that
    nobody takes off.
    The field charged is the one that keeps the proxy out: a label of the Namespace or of the pod template, or, where
    pods are older than the label, the template to restart.
  `,
  sameAs: ["IST0102", "IST0103", "IST0123"],
  classes: ["I01", "I02", "I04", "I05", "I06", "I07", "I08", "I09", "I10", "I20", "Z06", "Z07"],
  needs: ["traces", "mesh"],
  stations: ["capture"],

  run(inputs) {
    return [...plaintextFindings("injection/sidecars-present", inputs), ...promisedSidecars(inputs)];
  },
});
