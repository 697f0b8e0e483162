import { defineCheck } from "../../model/check.ts";
import { findingsOf } from "../findings-of.ts";
import { chargedPlaintext } from "../plaintext/charged-plaintext.ts";
import { toldElsewhere } from "../plaintext/told-elsewhere.ts";
import { badProvider } from "./bad-provider.ts";
import { denied } from "./denied.ts";
import { notAllowed } from "./not-allowed.ts";

/** Whether the server's policies let the caller's request in. */
export const allowsRequest = defineCheck({
  id: "authorization-policy/allows-request",
  step: "authorization-policy",
  title: "AuthorizationPolicies admit the request",
  docs: `
    A DENY rule that matches refuses the request. Where any ALLOW policy selects the server, one of its rules must match:
    an empty policy admits nobody. The answer is 403 \`RBAC: access denied\`, on a TCP port a closed connection; the
    server's log names the DENY rule, or says \`[none]\`.
    Of the ALLOW rules the nearest miss is named with the condition that is not met. Principals have the form
    \`cluster.local/ns/<namespace>/sa/<service account>\`; ports are those of the pod, hosts are compared as sent.
  `,
  sameAs: ["KIA0101", "KIA0102", "KIA0104", "KIA0105", "KIA0106"],
  classes: [
    "Z01",
    "Z02",
    "Z03",
    "Z04",
    "Z05",
    "Z08",
    "Z09",
    "Z10",
    "Z11",
    "Z12",
    "Z13",
    "Z14",
    "Z15",
    "Z16",
    "Z17",
    "Z18",
    "Z19",
    "Z21",
    "Z22",
    "Z23",
    "Z24",
    "G13",
  ],
  needs: ["traces", "mesh"],
  stations: ["authorization"],

  undecided({ traces }) {
    return toldElsewhere(traces, "authorization")
      ? { status: "skipped", reason: "the caller shows no identity that could be judged; see what hides it" }
      : undefined;
  },

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["rbac-denied", "rbac-no-allow", "custom-denied"], (found) => {
      const { cause } = found;
      switch (cause.code) {
        case "rbac-denied":
          return chargedPlaintext(cause) === undefined ? denied({ ...found, cause }, mesh, pair) : undefined;
        case "rbac-no-allow":
          return chargedPlaintext(cause) === undefined ? notAllowed({ ...found, cause }, mesh, pair) : undefined;
        case "custom-denied":
          return badProvider({ ...found, cause }, mesh);
      }
    });
  },
});
