import { expect, test } from "vitest";
import { type NetworkAttempt, networkPolicyVerdict } from "../../src/mesh/network-policies.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import { yamlMesh } from "./yaml-mesh.ts";

const namespaces = `
apiVersion: v1
kind: Namespace
metadata: {name: web, labels: {team: web}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`;

const arrival: NetworkAttempt = {
  direction: "ingress",
  pod: { namespace: "shop", labels: { app: "payment" }, ip: "10.0.0.2" },
  peer: { namespace: "web", labels: { app: "front" }, ip: "10.0.0.1" },
  port: 8080,
  protocol: "TCP",
  namedPorts: { http: 8080, admin: 9090 },
};
const neighbour = { namespace: "shop", labels: { app: "front" }, ip: "10.0.0.3" };
const outside = { ip: "203.0.113.7" };

/** Policies by the body of their spec; names are `p0`, `p1` … */
function judge(specs: readonly string[], attempt: Partial<NetworkAttempt> = {}, unread: readonly Kind[] = []) {
  const policies = specs.map(
    (spec, i) =>
      `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p${i}, namespace: shop}\nspec: ${spec}\n`,
  );
  const found = networkPolicyVerdict(
    yamlMesh((unread.includes("Namespace") ? "" : namespaces) + policies.join(""), unread),
    { ...arrival, ...attempt },
  );
  return { ...found, at: found.policies.map(({ ref, path }) => `${ref.name} ${path}`) };
}

test.each<[string, readonly string[], Partial<NetworkAttempt>, boolean]>([
  ["no policy", [], {}, true],
  ["an empty policy", ["{podSelector: {}}"], {}, false],
  ["a policy for other pods", ["{podSelector: {matchLabels: {app: other}}}"], {}, true],
  ["a policy for egress only", ["{podSelector: {}, policyTypes: [Egress]}"], {}, true],
  ["a rule without limits", ["{podSelector: {}, ingress: [{}]}"], {}, true],
  ["a rule with an empty list", ["{podSelector: {}, ingress: [{from: [], ports: []}]}"], {}, true],
  ["pods of the policy's namespace", ["{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}"], {}, false],
  [
    "pods of the policy's namespace, from there",
    ["{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}"],
    { peer: neighbour },
    true,
  ],
  ["all namespaces", ["{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}"], {}, true],
  [
    "a namespace by label",
    ["{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: web}}}]}]}"],
    {},
    true,
  ],
  [
    "a namespace by another label",
    ["{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: ops}}}]}]}"],
    {},
    false,
  ],
  [
    "a namespace by its name",
    ["{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: web}}}]}]}"],
    {},
    true,
  ],
  [
    "namespace and pod",
    [
      "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: web}}, podSelector: {matchLabels: {app: front}}}]}]}",
    ],
    {},
    true,
  ],
  [
    "namespace and another pod",
    [
      "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: web}}, podSelector: {matchLabels: {app: x}}}]}]}",
    ],
    {},
    false,
  ],
  [
    "namespace or another pod",
    [
      "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: web}}}, {podSelector: {matchLabels: {app: x}}}]}]}",
    ],
    {},
    true,
  ],
  ["a block", ["{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}"], { peer: outside }, true],
  [
    "a block with an exception",
    ["{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.0/29]}}]}]}"],
    { peer: outside },
    false,
  ],
  [
    "another block",
    ["{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 198.51.100.0/24}}]}]}"],
    { peer: outside },
    false,
  ],
  [
    "all namespaces, from outside",
    ["{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}"],
    { peer: outside },
    false,
  ],
  ["the port", ["{podSelector: {}, ingress: [{ports: [{port: 8080}]}]}"], {}, true],
  ["another port", ["{podSelector: {}, ingress: [{ports: [{port: 80}]}]}"], {}, false],
  ["another protocol", ["{podSelector: {}, ingress: [{ports: [{port: 8080, protocol: UDP}]}]}"], {}, false],
  ["any port of the protocol", ["{podSelector: {}, ingress: [{ports: [{protocol: TCP}]}]}"], {}, true],
  ["a range of ports", ["{podSelector: {}, ingress: [{ports: [{port: 8000, endPort: 8100}]}]}"], {}, true],
  ["a range that ends before", ["{podSelector: {}, ingress: [{ports: [{port: 8000, endPort: 8079}]}]}"], {}, false],
  ["the port by name", ["{podSelector: {}, ingress: [{ports: [{port: http}]}]}"], {}, true],
  ["another port by name", ["{podSelector: {}, ingress: [{ports: [{port: admin}]}]}"], {}, false],
  ["a name that no container has", ["{podSelector: {}, ingress: [{ports: [{port: web}]}]}"], {}, false],
  [
    "peer of one rule, port of another",
    ["{podSelector: {}, ingress: [{from: [{podSelector: {}}]}, {ports: [{port: 80}]}]}"],
    {},
    false,
  ],
  ["the union of two policies", ["{podSelector: {}}", "{podSelector: {}, ingress: [{}]}"], {}, true],
  [
    "egress: isolated by its rules",
    ["{podSelector: {}, egress: [{ports: [{port: 80}]}]}"],
    { direction: "egress" },
    false,
  ],
  ["egress: no rules, no types", ["{podSelector: {}, ingress: [{}]}"], { direction: "egress" }, true],
  ["egress: types only", ["{podSelector: {}, policyTypes: [Egress]}"], { direction: "egress" }, false],
  [
    "egress: to the peer",
    ["{podSelector: {}, egress: [{to: [{namespaceSelector: {}}], ports: [{port: 8080}]}]}"],
    { direction: "egress" },
    true,
  ],
])("networkPolicyVerdict() with %s", (_, specs, attempt, allowed) => {
  const found = judge(specs, attempt);
  expect(found.allowed).toBe(allowed);
  expect(found.because).not.toEqual([]);
});

test.each<[string, readonly string[], readonly string[]]>([
  [
    "the peers",
    ["{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 8080}]}]}"],
    ["p0 spec.ingress[0].from"],
  ],
  [
    "the ports",
    ["{podSelector: {}, ingress: [{from: [{podSelector: {}}]}, {ports: [{port: 80}]}]}"],
    ["p0 spec.ingress[1].ports"],
  ],
  [
    "the whole",
    ["{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}"],
    ["p0 spec.ingress"],
  ],
  [
    "the nearest before a policy without rules",
    ["{podSelector: {}}", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}"],
    ["p1 spec.ingress[0].from", "p0 spec.ingress"],
  ],
])("networkPolicyVerdict() points at %s", (_, specs, at) => {
  expect(judge(specs).at).toEqual(at);
});

test("networkPolicyVerdict() points at the rule that admits", () => {
  expect(judge(["{podSelector: {}}", "{podSelector: {}, ingress: [{ports: [{port: 1}]}, {}]}"]).at).toEqual([
    "p1 spec.ingress[1]",
  ]);
});

test.each<[string, readonly string[], readonly Kind[], Partial<NetworkAttempt>, boolean | "unknown"]>([
  ["policies, none read", [], ["NetworkPolicy"], {}, "unknown"],
  ["policies, one read that admits", ["{podSelector: {}, ingress: [{}]}"], ["NetworkPolicy"], {}, true],
  ["policies, one read that refuses", ["{podSelector: {}}"], ["NetworkPolicy"], {}, "unknown"],
  [
    "Namespaces, and a label counts",
    ["{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: web}}}]}]}"],
    ["Namespace"],
    {},
    "unknown",
  ],
  [
    "Namespaces, and the name counts",
    ["{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]}]}"],
    ["Namespace"],
    {},
    false,
  ],
  [
    "the peer's address",
    ["{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}"],
    [],
    { peer: { namespace: "web", labels: {} } },
    "unknown",
  ],
  [
    "the names of ports",
    ["{podSelector: {}, ingress: [{ports: [{port: http}]}]}"],
    [],
    { namedPorts: undefined },
    "unknown",
  ],
])("networkPolicyVerdict() where this is not known: %s", (_, specs, unread, attempt, allowed) => {
  expect(judge(specs, attempt, unread).allowed).toBe(allowed);
});
