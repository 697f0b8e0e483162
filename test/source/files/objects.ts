import fc from "fast-check";
import type { RawObject } from "./layouts.ts";

const word = fc.constantFrom(
  ...[
    "payment",
    "checkout",
    "yes",
    "no",
    "010",
    "1e3",
    "0x1F",
    "null",
    "~",
    "",
    " x",
    "x ",
    "a: b",
    "a #b",
    "# c",
    "- a",
  ],
  ...[
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "{a",
    "[a",
    "'",
    '"',
    "it's",
    "a\nb\n",
    "a\n\n  b",
    "\n",
    "a\tb",
    "é",
    "…",
    "\ud83d\ude00",
  ],
  ...["kind: Pod", "---", "...", "meshwhy/delete", "metadata:\n  name: x\n", "}\n        }", '{"items":[]}'],
  "words upon words, so many that a printer has to break them over several lines of text",
);

const name = fc.constantFrom("payment", "checkout", "a", "b", "payment-7d9f");
const namespace = fc.constantFrom("shop", "bank", "istio-system", "other");
const labels = fc.dictionary(fc.constantFrom("app", "version", "istio", "example.com/x"), fc.oneof(name, word), {
  maxKeys: 3,
});
const annotations = fc.dictionary(
  fc.constantFrom("istio.io/rev", "sidecar.istio.io/x", "example.com/y", "kubectl.kubernetes.io/last-applied"),
  word,
  { maxKeys: 3 },
);

const metadata = fc.record(
  {
    name,
    namespace,
    labels,
    annotations,
    creationTimestamp: fc.constantFrom("2026-01-01T00:00:00Z", "2026-05-04T10:00:00Z"),
    ownerReferences: fc.constant([{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "a", uid: "u" }]),
    managedFields: fc.constant([{ manager: "m", fieldsV1: { "f:spec": { ".": {}, 'k:{"name":"x"}': {} } } }]),
  },
  { requiredKeys: ["name", "namespace"] },
);

function kind(apiVersion: string, kind: string, members: fc.Arbitrary<object>): fc.Arbitrary<RawObject> {
  return fc.tuple(metadata, members).map(([metadata, members]) => ({ apiVersion, kind, metadata, ...members }));
}

const containers = fc.constant([{ name: "app", env: [{ name: "A", value: "kind: Service\n---\n" }] }]);

/** Objects of kinds that are read always, in namespaces of interest only, or never. */
export const someObjects: fc.Arbitrary<readonly RawObject[]> = fc.array(
  fc.oneof(
    kind(
      "v1",
      "Pod",
      fc.record({ spec: fc.record({ containers, nodeName: word }), status: fc.constant({ phase: "Running" }) }),
    ),
    kind("apps/v1", "Deployment", fc.record({ spec: fc.record({ replicas: fc.nat(3) }) })),
    kind("discovery.k8s.io/v1", "EndpointSlice", fc.constant({ addressType: "IPv4", endpoints: [], ports: null })),
    kind("v1", "Service", fc.record({ spec: fc.record({ selector: labels, clusterIP: word }) })),
    kind("v1", "Namespace", fc.constant({})),
    kind("v1", "Secret", fc.record({ data: fc.dictionary(word, word, { maxKeys: 2 }) })),
    kind("v1", "ConfigMap", fc.record({ data: fc.dictionary(fc.constantFrom("mesh", "x"), word, { maxKeys: 2 }) })),
    kind(
      "networking.istio.io/v1",
      "VirtualService",
      fc.record({
        spec: fc.record({
          hosts: fc.array(word),
          http: fc.constant([{ route: [{ destination: { host: "a.bank" } }] }]),
        }),
      }),
    ),
    kind(
      "networking.istio.io/v1",
      "Sidecar",
      fc.record({ spec: fc.constantFrom({}, null, "wrong", { egress: [{ hosts: ["./*"] }] }) }),
    ),
    kind("example.com/v1", "Thing", fc.record({ items: fc.constant("none"), data: word })),
  ),
  { maxLength: 8 },
);
