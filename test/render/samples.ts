import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { absence, byDefault, field } from "../../src/model/evidence.ts";
import type { Fix } from "../../src/model/fix.ts";
import { fraction, one, zero } from "../../src/model/fraction.ts";
import type { End, Hop } from "../../src/model/trace.ts";
import {
  branch,
  call,
  chain,
  charge,
  checkout,
  culprit,
  delivered,
  end,
  excerpt,
  finding,
  fork,
  observed,
  payment,
  ref,
  type Station,
  sampleDiagnosis,
  steps,
  unlogged,
} from "./sample-diagnosis.ts";

const policy = ref("AuthorizationPolicy", "shop", "payment-callers");
const virtualService = ref("VirtualService", "shop", "payment");
const destinationRule = ref("DestinationRule", "shop", "payment");
const strict = ref("PeerAuthentication", "istio-system", "default");
const principals = "spec.rules[0].from[0].source.principals[0]";
const ofPrincipals = excerpt(`
metadata:
  name: payment-callers
  namespace: shop
spec:
  action: ALLOW
  rules:
  - from:
    - source:
        principals:
>        - cluster.local/ns/shop/sa/orders
`);
const ofSubset = excerpt(`
metadata:
  name: payment
  namespace: shop
spec:
  http:
  - route:  # … 1 before
    - destination:
        host: payment
>        subset: v2
`);
const ofAnnotation = excerpt(`
metadata:
  name: checkout
  namespace: shop
spec:
  template:
    metadata:
      annotations:
>        sidecar.istio.io/inject: "false"
`);
const question = { from: "checkout", to: "payment", request: { method: "POST", path: "/charge" }, headers: [] };

const toRoute: readonly Station[] = [
  [
    "capture",
    "client",
    "checkout: 2 pods, sidecar",
    [field(ref("Namespace", "", "shop"), 'metadata.labels["istio-injection"]', "enabled")],
  ],
  ["resolve", "client", "Service shop/payment, port 8080 (http)", [field(payment, "spec.ports[0].name", "http")]],
];

function toServer(subset: string, ready: string, to: Hop | End): Hop | End {
  return chain(
    [
      [
        "cluster",
        "client",
        `DestinationRule shop/payment, subset ${subset}`,
        [field(destinationRule, "spec.subsets[0].labels", { version: subset })],
      ],
      [
        "endpoint",
        "client",
        ready,
        [field(ref("EndpointSlice", "shop", "payment-abc"), "endpoints[0].conditions.ready", true)],
      ],
      [
        "tls",
        "server",
        "mutual TLS: auto mTLS → STRICT",
        [field(strict, "spec.mtls.mode", "STRICT"), byDefault("auto mTLS is on (mesh config is not set)")],
      ],
    ],
    to,
  );
}

const admitCheckout: Fix = {
  summary: "Add the principal of checkout to rule 0",
  changes: [
    {
      kind: "patch",
      ref: policy,
      patch: [
        { op: "test", path: "/spec/rules/0/from/0/source/principals", value: ["cluster.local/ns/shop/sa/orders"] },
        { op: "add", path: "/spec/rules/0/from/0/source/principals/-", value: "cluster.local/ns/shop/sa/checkout" },
      ],
    },
  ],
  after: [],
  command: [
    `kubectl patch authorizationpolicy payment-callers -n shop --type=json -p '[{"op":"test","path":"/spec/rules/0/from/0/source/principals","value":["cluster.local/ns/shop/sa/orders"]},{"op":"add","path":"/spec/rules/0/from/0/source/principals/-","value":"cluster.local/ns/shop/sa/checkout"}]'`,
  ],
  undo: [
    `kubectl patch authorizationpolicy payment-callers -n shop --type=json -p '[{"op":"test","path":"/spec/rules/0/from/0/source/principals/1","value":"cluster.local/ns/shop/sa/checkout"},{"op":"remove","path":"/spec/rules/0/from/0/source/principals/1"}]'`,
  ],
  verified: true,
  outcome: "delivers 100 % of POST payment.shop:8080/charge",
  deliveredShare: one,
  sideEffects: ["no other of the 9 workloads read changes"],
};

const denied: End = end({
  disposition: "denied",
  station: "authorization",
  at: "server",
  httpStatus: 403,
  responseFlag: "-",
  responseDetails: "rbac_access_denied_matched_policy[none]",
  cause: {
    code: "rbac-no-allow",
    policies: [policy],
    nearest: undefined,
    misses: [],
    server: ref("Deployment", "shop", "payment"),
    caller: "cluster.local/ns/shop/sa/checkout",
    plaintext: undefined,
  },
  because: [field(policy, principals, "cluster.local/ns/shop/sa/orders")],
});

const refusedAtServer = chain(
  [["authorization", "server", "no ALLOW rule matches (1 policy selects payment)"]],
  denied,
);

const refusals = Array.from({ length: 41 }, (_, index) =>
  call(171 + Math.floor((index * 589) / 40), "403 rbac_access_denied_matched_policy[none]", "server-proxy", true),
);

/** A policy admits another service account: every request is refused. */
export const broken: Diagnosis = sampleDiagnosis({
  question,
  verdict: "broken",
  basis: "both",
  summary: 'AuthorizationPolicy shop/payment-callers admits service account "orders"; checkout runs as "checkout"',
  culprit: culprit(policy, principals, {
    excerpt: ofPrincipals,
    changedAt: "2026-11-20T14:02:11Z",
    changedBy: "kubectl-client-side-apply",
    owner: "team payments",
    file: "policies.yaml",
    line: 31,
  }),
  findings: [
    finding({
      check: "authorization-policy/admits",
      step: "authorization-policy",
      layer: "security",
      basis: "both",
      summary: 'AuthorizationPolicy shop/payment-callers admits service account "orders"; checkout runs as "checkout"',
      resource: culprit(policy, principals, {
        excerpt: ofPrincipals,
        file: "policies.yaml",
        line: 31,
      }),
      evidence: [
        field(policy, principals, "cluster.local/ns/shop/sa/orders", "checkout is cluster.local/ns/shop/sa/checkout"),
        field(policy, "spec.selector.matchLabels", { app: "payment" }),
        field(checkout, "spec.template.spec.serviceAccountName", "checkout"),
        absence("no other ALLOW policy selects payment"),
      ],
      fix: admitCheckout,
    }),
  ],
  steps: steps({ "authorization-policy": ["failed"], application: ["skipped", "the request does not get there"] }),
  traces: [
    {
      assumptions: [],
      flow: charge,
      start: chain(
        toRoute,
        fork("route", "VirtualService shop/payment http[1] (prefix /charge)", [
          branch(fraction(9, 10), "subset v1", toServer("v1", "2 of 2 pods ready", refusedAtServer)),
          branch(fraction(1, 10), "subset v2", toServer("v2", "1 of 1 pods ready", refusedAtServer)),
        ]),
      ),
    },
  ],
  observed: observed(refusals, { before: [call(120, "200", "application", false)], changedAt: "2026-11-20T14:02:11Z" }),
  since: { firstFailure: "2026-11-20T14:02:51Z", lastGood: "2026-11-20T14:02:09Z" },
  changes: [{ ref: policy, at: "2026-11-20T14:02:11Z", by: "kubectl-client-side-apply" }],
  alsoHit: ["shop/refunds → shop/payment"],
  gaps: [{ what: "proxy sync state", why: "not in this snapshot" }],
  assumptions: [{ what: "no object sets the mesh configuration: Istio's defaults are assumed" }],
  stats: { objects: 214, logLines: 1204, apiCalls: 0 },
});

const noSubset: End = end({
  disposition: "no-cluster",
  station: "cluster",
  httpStatus: 503,
  responseFlag: "NC",
  responseDetails: "cluster_not_found",
  cause: {
    code: "subset-undeclared",
    host: "payment.shop.svc.cluster.local",
    subset: "v2",
    route: { ref: virtualService, path: "spec.http[0].route[1].destination.subset" },
    destinationRule,
    declared: ["v1"],
    inert: [],
  },
});

const canaryRoute = fork(
  "route",
  "VirtualService shop/payment http[0]",
  [
    branch(
      fraction(9, 10),
      "subset v1",
      toServer(
        "v1",
        "2 of 2 pods ready",
        chain([["authorization", "server", "no policy selects payment"]], delivered()),
      ),
    ),
    branch(
      fraction(1, 10),
      "subset v2",
      chain([["cluster", "client", 'no DestinationRule declares subset "v2"']], noSubset),
    ),
  ],
  [field(virtualService, "spec.http[0].route[0].weight", 90)],
);

/** A canary weight leads to a subset that nobody declares, in a mesh that Argo CD manages. */
export const degraded: Diagnosis = sampleDiagnosis({
  question: { from: "checkout", to: "payment", headers: [] },
  verdict: "degraded",
  summary: '10 % of requests go to subset "v2" of payment, which no DestinationRule declares',
  culprit: culprit(virtualService, "spec.http[0].route[1].destination.subset", {
    excerpt: ofSubset,
    changedAt: "2026-11-19T22:41:05Z",
    changedBy: "argocd-controller",
    managedBy: 'Argo CD application "payments"',
    owner: "team payments",
  }),
  findings: [
    finding({
      check: "destination-rule/subset-exists",
      step: "destination-rule",
      layer: "routing",
      summary: '10 % of requests go to subset "v2" of payment, which no DestinationRule declares',
      resource: culprit(virtualService, "spec.http[0].route[1].destination.subset", { excerpt: ofSubset }),
      related: [culprit(destinationRule, "spec.subsets")],
      share: fraction(1, 10),
      sameAs: ["IST0101", "KIA1107"],
      evidence: [
        field(virtualService, "spec.http[0].route[1].destination.subset", "v2"),
        field(virtualService, "spec.http[0].route[1].weight", 10),
        field(
          destinationRule,
          "spec.subsets",
          [{ name: "v1", labels: { version: "v1" } }],
          "v1 is all that is declared",
        ),
        absence('no DestinationRule for payment.shop.svc.cluster.local declares subset "v2"'),
      ],
      fix: {
        summary: "Declare subset v2 in DestinationRule shop/payment",
        changes: [
          {
            kind: "patch",
            ref: destinationRule,
            patch: [
              { op: "test", path: "/spec/subsets", value: [{ name: "v1", labels: { version: "v1" } }] },
              { op: "add", path: "/spec/subsets/-", value: { name: "v2", labels: { version: "v2" } } },
            ],
          },
        ],
        after: [],
        command: [],
        managedBy: 'in the source that Argo CD application "payments" syncs',
        undo: [],
        verified: true,
        outcome: "delivers 100 % of GET payment.shop:8080/",
        deliveredShare: one,
        sideEffects: ["10 % of the requests of frontend and refunds, too, reach v2 again"],
      },
    }),
    finding({
      check: "virtual-service/no-fault",
      step: "virtual-service",
      severity: "warning",
      layer: "routing",
      summary: "Default retries do not help: a cluster that is not there is not tried again",
      resource: culprit(virtualService, "spec.http[0]"),
      share: zero,
    }),
  ],
  steps: steps({
    "destination-rule": ["failed"],
    "envoy-logs": ["unknown", "no proxy log in this snapshot"],
    application: ["skipped"],
  }),
  traces: [
    {
      assumptions: [],
      flow: {
        ...charge,
        headers: [{ name: "x-canary", value: "yes" }],
        method: undefined,
        path: undefined,
        named: false,
        chosenBecause: "plain request on port 8080",
      },
      start: chain(toRoute, canaryRoute),
    },
    {
      assumptions: [],
      flow: {
        ...charge,
        path: "/health",
        method: "GET",
        named: false,
        chosenBecause: "VirtualService shop/payment http[1]",
      },
      start: delivered(),
    },
    {
      assumptions: [],
      flow: {
        ...charge,
        port: 9090,
        scheme: "grpc",
        method: "POST",
        path: "/pay.v1.Pay/Refund",
        named: false,
        chosenBecause: "plain request on port 9090",
      },
      start: fork("route", "VirtualService shop/payment http[2]", [
        branch(fraction(1, 2), "subset v1", delivered()),
        branch(fraction(1, 2), "subset v2", { ...noSubset, grpcStatus: 14 }),
      ]),
    },
  ],
  restrictions: ["allowed: GET /api/*; all else denied by AuthorizationPolicy shop/payment-readers"],
  changes: [{ ref: virtualService, at: "2026-11-20T13:58:02Z", by: "argocd-controller" }],
  maySettle: "VirtualService shop/payment changed 48 s before this was read",
});

/** All is well, and no log to say more. */
const healthy: Diagnosis = sampleDiagnosis({
  question,
  verdict: "healthy",
  summary: "Every POST /charge of checkout reaches payment over mTLS",
  traces: [
    {
      assumptions: [],
      flow: charge,
      start: chain(
        toRoute,
        fork(
          "route",
          "VirtualService shop/payment http[1] (prefix /charge)",
          [
            branch(fraction(9, 10), "subset v1", toServer("v1", "2 of 2 pods ready", admitted())),
            branch(fraction(1, 10), "subset v2", toServer("v2", "1 of 1 pods ready", admitted())),
          ],
          [
            field(virtualService, "spec.http[1].match[0].uri.prefix", "/charge"),
            field(virtualService, "spec.http[1].route[0].weight", 90),
          ],
        ),
      ),
    },
  ],
  observed: observed([], { logged: { client: true, server: false } }),
  steps: steps({
    "envoy-logs": ["unknown", "no call of this pair was logged"],
    application: ["unknown", "no call of this pair was logged"],
  }),
  assumptions: [{ what: "the application accepts what its port name promises" }],
});

function admitted(): Hop | End {
  return chain(
    [
      [
        "authorization",
        "server",
        "allowed by AuthorizationPolicy shop/payment-callers rule 0",
        [field(policy, principals, "cluster.local/ns/shop/sa/checkout")],
        ["the deny policies of istio-system do not match"],
      ],
      ["inbound", "server", "containerPort 8080"],
    ],
    delivered(),
  );
}

const forbidden = {
  what: "AuthorizationPolicies in bank",
  why: "forbidden",
  grant: 'resources: ["authorizationpolicies"], verbs: ["list"], apiGroups: ["security.istio.io"]',
};

/** Policies could not be read, so nobody can say whether the request is let in. */
const unknown: Diagnosis = sampleDiagnosis({
  question: { from: "checkout", to: "bank/payment", headers: [] },
  pair: {
    from: checkout,
    clients: [],
    to: ref("Service", "bank", "payment"),
    services: [],
    host: "payment.bank",
    viaGateway: false,
  },
  verdict: "unknown",
  istioVersion: undefined,
  summary: "The request reaches payment's proxy; whether that admits it depends on policies that could not be read",
  traces: [
    {
      assumptions: [],
      flow: { ...charge, to: ref("Service", "bank", "payment"), host: "payment.bank" },
      start: chain(
        [...toRoute.slice(0, 1), ["tls", "server", "mutual TLS: auto mTLS → PERMISSIVE"]],
        end({
          disposition: "unknown",
          station: "authorization",
          at: "server",
          cause: { code: "unreadable", gap: forbidden, decision: "whether an AuthorizationPolicy admits checkout" },
        }),
      ),
    },
  ],
  steps: steps({
    "authorization-policy": ["unknown", "AuthorizationPolicies in bank: forbidden"],
    "envoy-logs": ["unknown", "no proxy log in this snapshot"],
    application: ["skipped"],
  }),
  gaps: [forbidden],
  assumptions: [{ what: "Istio's version is not known: the newest that is supported is assumed" }],
  advice: [
    {
      summary: "Ask the owner of namespace bank for read access, then ask again",
      why: "one list of one kind decides the verdict",
      command: "kubectl auth can-i list authorizationpolicies.security.istio.io -n bank",
    },
  ],
});

const deployment = ref("Deployment", "shop", "checkout");

/** No sidecar at the client, and behind it a policy that would refuse it all the same. */
export const twoFaults: Diagnosis = sampleDiagnosis({
  question,
  verdict: "broken",
  summary:
    'checkout has no sidecar (sidecar.istio.io/inject: "false"), so it sends plaintext to a server that demands mTLS',
  culprit: culprit(deployment, 'spec.template.metadata.annotations["sidecar.istio.io/inject"]', {
    excerpt: ofAnnotation,
    changedAt: "2026-11-17T09:12:00Z",
    changedBy: "helm",
    managedBy: 'Helm release "checkout"',
    owner: "team checkout",
    file: "shop/checkout.yaml",
    line: 14,
  }),
  findings: [
    finding({
      check: "injection/sidecars-present",
      step: "injection",
      layer: "injection",
      summary: "All 2 pods of checkout run without a sidecar although the namespace asks for one",
      resource: culprit(deployment, 'spec.template.metadata.annotations["sidecar.istio.io/inject"]', {
        excerpt: ofAnnotation,
        file: "shop/checkout.yaml",
        line: 14,
      }),
      related: [culprit(strict, "spec.mtls.mode", { file: "mesh/strict.yaml", line: 8 })],
      evidence: [
        {
          ...field(deployment, 'spec.template.metadata.annotations["sidecar.istio.io/inject"]', "false"),
          place: { file: "shop/checkout.yaml", line: 14 },
        },
        { ...field(strict, "spec.mtls.mode", "STRICT"), place: { file: "mesh/strict.yaml", line: 8 } },
      ],
      fix: {
        summary: "Remove the annotation that keeps the sidecar out, and admit checkout at payment",
        changes: [
          {
            kind: "patch",
            ref: deployment,
            patch: [
              { op: "test", path: "/spec/template/metadata/annotations/sidecar.istio.io~1inject", value: "false" },
              { op: "remove", path: "/spec/template/metadata/annotations/sidecar.istio.io~1inject" },
            ],
          },
          ...admitCheckout.changes,
        ],
        command: [
          `kubectl patch deployment checkout -n shop --type=json -p '[{"op":"remove","path":"/spec/template/metadata/annotations/sidecar.istio.io~1inject"}]'`,
          ...admitCheckout.command,
        ],
        after: ["kubectl rollout status deployment checkout -n shop"],
        undo: ["kubectl rollout undo deployment checkout -n shop"],
        verified: true,
        outcome: "delivers 100 % of POST payment.shop:8080/charge, supposing that the new pods become ready",
        deliveredShare: one,
        sideEffects: [],
      },
    }),
    finding({
      check: "authorization-policy/admits",
      step: "authorization-policy",
      layer: "security",
      summary: "No ALLOW rule of AuthorizationPolicy shop/payment-callers matches checkout",
      resource: culprit(policy, principals, {
        excerpt: ofPrincipals,
        file: "policies.yaml",
        line: 31,
      }),
      fix: admitCheckout,
    }),
    finding({
      check: "ports/named",
      step: "ports",
      severity: "info",
      layer: "kubernetes",
      summary: "Port 9090 of payment names no protocol and is sniffed",
      resource: culprit(payment, "spec.ports[1].name"),
      share: zero,
      sameAs: ["IST0118"],
    }),
  ],
  steps: steps({
    injection: ["failed"],
    "authorization-policy": ["failed"],
    "envoy-logs": ["unknown", "no proxy log in this snapshot"],
    application: ["skipped"],
  }),
  traces: [
    {
      assumptions: [],
      flow: charge,
      start: chain(
        [
          ["capture", "client", "checkout: 2 pods, no sidecar"],
          ["resolve", "client", "Service shop/payment, port 8080 (http)"],
          ["tls", "server", "plaintext meets STRICT (PeerAuthentication istio-system/default)"],
        ],
        end({
          disposition: "reset",
          station: "tls",
          at: "server",
          cause: {
            code: "plaintext-to-strict",
            policy: { ref: strict, path: "spec.mtls.mode" },
            client: { code: "no-tls-label", pods: [], owner: deployment },
            server: ref("Deployment", "shop", "payment"),
            port: 8080,
          },
        }),
      ),
    },
  ],
});

const answers = Array.from({ length: 52 }, (_, index) =>
  index % 26 === 0
    ? call(300 + index * 7, "200", "application", false)
    : call(300 + index * 7, index % 3 === 0 ? "503" : "500", "application", true),
);

/** The mesh delivers; the application itself answers 500, because its own next hop fails. */
const application: Diagnosis = sampleDiagnosis({
  question,
  verdict: "broken",
  basis: "traffic",
  summary: "The mesh delivers; payment itself answers 500 to 50 of 52 calls",
  culprit: culprit(ref("Deployment", "shop", "payment"), "", {
    owner: "team payments",
    changedAt: "2026-11-20T14:04:00Z",
    changedBy: "deploy-bot",
  }),
  findings: [
    finding({
      check: "application/answers",
      step: "application",
      layer: "application",
      basis: "traffic",
      summary: "50 of 52 calls were answered 500 or 503 by the application of payment",
      resource: culprit(ref("Deployment", "shop", "payment"), ""),
      share: fraction(50, 52),
      evidence: [
        {
          kind: "log",
          ref: ref("Pod", "shop", "payment-7d4b8c6f9-k5lqm"),
          container: "istio-proxy",
          at: "2026-11-20T14:05:07.000Z",
          line: '[2026-11-20T14:05:07.000Z] "POST /charge HTTP/1.1" 500 - via_upstream - "-" 87 21 12 11 "-" "Go-http-client/1.1" "0f6a9f1e-6f5b-9b9e-8f0e-0b8f6a1a2b3c" "payment.shop:8080" "10.0.0.12:8080" inbound|8080|| 127.0.0.6:40371 10.0.0.12:8080 10.0.0.9:51724 outbound_.8080_._.payment.shop.svc.cluster.local default',
        },
      ],
    }),
  ],
  advice: [
    {
      summary: "Read the log of payment's own container",
      command: "kubectl logs -n shop deploy/payment -c payment --since=15m",
    },
  ],
  steps: steps({ application: ["failed"] }),
  traces: [
    {
      assumptions: [],
      flow: charge,
      start: chain([...toRoute, ["authorization", "server", "no policy selects payment"]], delivered()),
    },
  ],
  observed: observed(answers, {
    nextHops: [{ host: "bank-gateway.bank:443", failed: 50, total: 50, signature: "503 UF" }],
  }),
  since: { firstFailure: "2026-11-20T14:05:07Z", lastGood: "2026-11-20T14:05:00Z" },
  stats: { objects: 214, logLines: 104, apiCalls: 0 },
  nextHop: {
    from: "payment",
    to: "bank-gateway",
    why: "payment's own calls to bank-gateway.bank fail at the same time",
  },
});

/** All samples by name. */
export const samples: Readonly<Record<string, Diagnosis>> = {
  broken,
  degraded,
  healthy,
  unknown,
  "two-faults": twoFaults,
  application,
};

/** A healthy answer without any log. */
export const unseen: Diagnosis = { ...healthy, observed: unlogged };
