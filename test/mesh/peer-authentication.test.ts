import { describe, expect, test } from "vitest";
import { peerAuthentication } from "../../src/mesh/peer-authentication.ts";
import { yamlMesh } from "./yaml-mesh.ts";

const payment = { namespace: "shop", labels: { app: "payment" } };

/** A PeerAuthentication in one line: `shop/name@age selector mode ports`. */
function policy(namespace: string, name: string, spec: string, created = "2026-01-01T00:00:00Z"): string {
  return `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: ${namespace}, creationTimestamp: "${created}" }
spec: ${spec}
---`;
}

const selected = "selector: { matchLabels: { app: payment } }";

describe("which field decides", () => {
  test.each([
    ["nothing is set", "", 8080, "PERMISSIVE", undefined],
    [
      "the mesh",
      policy("istio-system", "default", "{ mtls: { mode: STRICT } }"),
      8080,
      "STRICT",
      "istio-system/default spec.mtls.mode",
    ],
    [
      "the namespace before the mesh",
      policy("istio-system", "default", "{ mtls: { mode: STRICT } }") +
        policy("shop", "ns", "{ mtls: { mode: DISABLE } }"),
      8080,
      "DISABLE",
      "shop/ns spec.mtls.mode",
    ],
    [
      "the workload before the namespace",
      policy("shop", "ns", "{ mtls: { mode: DISABLE } }") +
        policy("shop", "pay", `{ ${selected}, mtls: { mode: STRICT } }`),
      8080,
      "STRICT",
      "shop/pay spec.mtls.mode",
    ],
    [
      "the port before the workload",
      policy("shop", "pay", `{ ${selected}, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: DISABLE } } }`),
      8080,
      "DISABLE",
      'shop/pay spec.portLevelMtls["8080"].mode',
    ],
    [
      "an unset port inherits",
      policy("shop", "pay", `{ ${selected}, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: UNSET } } }`),
      8080,
      "STRICT",
      "shop/pay spec.mtls.mode",
    ],
    [
      "an unset workload inherits",
      policy("shop", "ns", "{ mtls: { mode: STRICT } }") +
        policy("shop", "pay", `{ ${selected}, mtls: { mode: UNSET } }`),
      8080,
      "STRICT",
      "shop/ns spec.mtls.mode",
    ],
    [
      "an empty selector is the namespace's",
      policy("shop", "ns", "{ selector: { matchLabels: {} }, mtls: { mode: STRICT } }"),
      8080,
      "STRICT",
      "shop/ns spec.mtls.mode",
    ],
    [
      "ports of a namespace's policy do not count",
      policy("shop", "ns", "{ mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: DISABLE } } }"),
      8080,
      "STRICT",
      "shop/ns spec.mtls.mode",
    ],
  ])("%s", (_, yaml, port, mode, spot) => {
    const found = peerAuthentication(yamlMesh(yaml), payment, port);
    expect(found.mode).toBe(mode);
    expect(found.spot && `${found.spot.ref.namespace}/${found.spot.ref.name} ${found.spot.path}`).toBe(spot);
    expect(found.because).toHaveLength(1);
  });

  test("in the root namespace only the mesh-wide policy counts", () => {
    const mesh = yamlMesh(
      policy("istio-system", "default", "{ mtls: { mode: PERMISSIVE } }") +
        policy("istio-system", "pay", `{ ${selected}, mtls: { mode: STRICT } }`),
    );
    const found = peerAuthentication(mesh, { namespace: "istio-system", labels: payment.labels }, 8080);
    expect(found.mode).toBe("PERMISSIVE");
    expect(found.ignored.map(({ ref, reason }) => [ref.name, reason])).toEqual([["pay", "namespace"]]);
  });
});

describe("what is ignored", () => {
  test.each([
    [
      "a younger one of the namespace",
      policy("shop", "old", "{ mtls: { mode: STRICT } }") +
        policy("shop", "young", "{ mtls: { mode: DISABLE } }", "2026-02-01T00:00:00Z"),
      ["shop/young overridden"],
    ],
    [
      "a younger one of the workload",
      policy("shop", "old", `{ ${selected}, mtls: { mode: STRICT } }`) +
        policy("shop", "young", `{ ${selected}, mtls: { mode: DISABLE } }`, "2026-02-01T00:00:00Z"),
      ["shop/young overridden"],
    ],
    [
      "a selector in the root namespace",
      policy("istio-system", "pay", `{ ${selected}, mtls: { mode: STRICT } }`),
      ["istio-system/pay namespace"],
    ],
    [
      "a selector with a slip",
      policy("shop", "typo", "{ selector: { matchLabels: { app: paymnt } }, mtls: { mode: STRICT } }"),
      ["shop/typo selector"],
    ],
    [
      "one that is plainly another workload's is not worth a word",
      policy("shop", "other", "{ selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT } }"),
      [],
    ],
    [
      "ports keyed by the service's port",
      policy("shop", "pay", `{ ${selected}, portLevelMtls: { 80: { mode: DISABLE } } }`),
      ["shop/pay port"],
    ],
  ])("%s", (_, yaml, wanted) => {
    const { ignored } = peerAuthentication(yamlMesh(yaml), payment, 8080, 80);
    expect(ignored.map(({ ref, reason }) => `${ref.namespace}/${ref.name} ${reason}`)).toEqual(wanted);
  });
});

describe("what was not read", () => {
  test("leaves the mode open", () => {
    expect(peerAuthentication(yamlMesh("", ["PeerAuthentication"]), payment, 8080).gap?.kind).toBe(
      "PeerAuthentication",
    );
  });

  test("does not matter for a port that is decided", () => {
    const yaml = policy("shop", "pay", `{ ${selected}, portLevelMtls: { 8080: { mode: DISABLE } } }`);
    expect(peerAuthentication(yamlMesh(yaml, ["PeerAuthentication"]), payment, 8080).gap).toBeUndefined();
  });
});
