/** Calls from outside, through a gateway workload. */
import { describe, expect, test } from "vitest";
import { manifest } from "../support/manifests.ts";
import type { RawObject } from "../support/snapshot.ts";
import { type Call, landings, type Row, table, walk, ways } from "../support/walk.ts";

const proxy: RawObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "edge-1", namespace: "istio-system", labels: { istio: "edge" } },
  spec: { serviceAccountName: "edge", containers: [{ name: "istio-proxy", args: ["proxy", "router"] }] },
  status: { phase: "Running", podIP: "10.0.0.1", conditions: [{ type: "Ready", status: "True" }] },
};
const door = manifest(
  "Service istio-system/edge",
  "type: LoadBalancer, selector: { istio: edge }, clusterIP: 10.96.0.1, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }, { name: tcp, port: 5432, targetPort: 5432 }]",
);
const gateway = (servers: string, selector = "istio: edge") =>
  manifest("Gateway shop/edge", `selector: { ${selector} }, servers: [${servers}]`);
const http = "{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*.example.com'] }";
const https =
  "{ port: { number: 443, name: https, protocol: HTTPS }, hosts: ['*.example.com'], tls: { mode: SIMPLE, credentialName: cert } }";
const certificate = {
  ...manifest("Secret istio-system/cert"),
  type: "kubernetes.io/tls",
  data: { "tls.crt": "", "tls.key": "" },
};
const bound = (routes: string, more = "") =>
  manifest("VirtualService shop/edge", `hosts: [shop.example.com], gateways: [edge], http: [${routes}] ${more}`);
const toPayment = "{ route: [{ destination: { host: payment, port: { number: 8080 } } }] }";

const call = (more: Partial<Call> = {}): Call => ({
  from: "istio-system/edge",
  to: "payment",
  port: "80",
  scheme: "http",
  header: ["host: shop.example.com"],
  ...more,
});
const base = [proxy, door];
const whole = [...base, gateway(`${http}, ${https}`), certificate, bound(toPayment)];
const notFound = "no-route 404 NR gateway-no-host";

function rows(given: readonly Row[]): readonly Row[] {
  return given.map(([sentence, objects, ends, asked]) => [sentence, [...base, ...objects], ends, asked ?? call()]);
}

describe("a request that the gateway takes", () => {
  table(
    rows([
      ["reaches the service over mTLS", whole, "delivered mTLS"],
      [
        "reaches a STRICT one",
        [...whole, manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }")],
        "delivered mTLS",
      ],
      ["comes over TLS", whole, "delivered mTLS", call({ port: "443", scheme: "https" })],
      ["may carry the port in its name", whole, "delivered mTLS", call({ header: ["host: shop.example.com:80"] })],
      [
        "is from the gateway's identity",
        [
          ...whole,
          manifest(
            "AuthorizationPolicy shop/payment",
            "selector: { matchLabels: { app: payment } }, rules: [{ from: [{ source: { principals: [cluster.local/ns/istio-system/sa/edge] } }] }]",
          ),
        ],
        "delivered mTLS",
      ],
      [
        "is not from the service's own namespace",
        [
          ...whole,
          manifest(
            "AuthorizationPolicy shop/payment",
            "selector: { matchLabels: { app: payment } }, rules: [{ from: [{ source: { namespaces: [shop] } }] }]",
          ),
        ],
        "denied 403 rbac-no-allow",
      ],
      [
        "is refused by a policy at the gateway",
        [...whole, manifest("AuthorizationPolicy istio-system/edge", "selector: { matchLabels: { istio: edge } }")],
        "denied 403 rbac-no-allow",
      ],
      [
        "takes the DestinationRules that the gateway's namespace sees",
        [
          ...whole,
          manifest("DestinationRule istio-system/all", "host: '*.local', trafficPolicy: { tls: { mode: DISABLE } }"),
        ],
        "delivered plaintext",
      ],
    ]),
  );
});

describe("a request that finds no route", () => {
  table(
    rows([
      ["for its host", whole, notFound, call({ header: ["host: other.example.com"] })],
      [
        "for its host is not covered by the Gateway either",
        whole,
        notFound,
        call({ header: ["host: shop.example.org"] }),
      ],
      ["since no VirtualService is bound", [gateway(http)], notFound],
      [
        "since the VirtualService is bound to the mesh only",
        [gateway(http), manifest("VirtualService shop/edge", `hosts: [shop.example.com], http: [${toPayment}]`)],
        notFound,
      ],
      [
        "since the VirtualService names a Gateway of its own namespace",
        [
          gateway(http),
          manifest("VirtualService tools/edge", `hosts: [shop.example.com], gateways: [edge], http: [${toPayment}]`),
        ],
        notFound,
      ],
      [
        "since the Gateway lets in another namespace's hosts only",
        [
          gateway("{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['tools/*.example.com'] }"),
          bound(toPayment),
        ],
        notFound,
      ],
      [
        "since the VirtualService is not exported to the gateway",
        [gateway(http), bound(toPayment, ", exportTo: ['.']")],
        notFound,
      ],
      [
        "for its path",
        [
          ...base,
          gateway(http),
          bound(
            "{ match: [{ uri: { prefix: /pay } }], route: [{ destination: { host: payment, port: { number: 8080 } } }] }",
          ),
        ],
        "no-route 404 NR no-route-match",
      ],
    ]),
  );
});

describe("a port on which nothing listens", () => {
  const refused = "refused gateway-refused";
  table(
    rows([
      ["is not the Service's", whole, refused, call({ port: "81" })],
      ["is opened by no Gateway", [gateway(https), certificate, bound(toPayment)], refused],
      ["is opened by a Gateway for other pods", [gateway(http, "istio: other"), bound(toPayment)], refused],
    ]),
  );
});

describe("TLS at the gateway", () => {
  const tls = call({ port: "443", scheme: "https" });
  const passthrough = gateway(
    "{ port: { number: 443, name: tls, protocol: TLS }, hosts: ['*.example.com'], tls: { mode: PASSTHROUGH } }",
  );
  const bySni = (sni: string) =>
    manifest(
      "VirtualService shop/edge",
      `hosts: [shop.example.com], gateways: [edge], tls: [{ match: [{ sniHosts: [${sni}] }], route: [{ destination: { host: payment, port: { number: 8443 } } }] }]`,
    );
  table(
    rows([
      [
        "redirects plain requests where told so",
        [
          gateway("{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'], tls: { httpsRedirect: true } }"),
          bound(toPayment),
        ],
        "answered 301",
      ],
      ["cannot be spoken in plain", whole, "protocol-error 400 DPE gateway-tls", call({ port: "443" })],
      ["takes no other name", whole, "reset NR gateway-tls", { ...tls, header: ["host: shop.example.org"] }],
      ["fails without its certificate", [gateway(https), bound(toPayment)], "tls-error gateway-tls", tls],
      [
        "fails with a certificate in another namespace",
        [gateway(https), bound(toPayment), { ...manifest("Secret shop/cert"), type: "kubernetes.io/tls" }],
        "tls-error gateway-tls",
        tls,
      ],
      ["is passed through by server name", [passthrough, bySni("shop.example.com")], "delivered mTLS", tls],
      [
        "is passed through to nobody of another name",
        [passthrough, bySni("other.example.com")],
        "reset NR gateway-tls",
        tls,
      ],
    ]),
  );
});

describe("where the gateway's routes lead", () => {
  const split =
    "{ route: [{ destination: { host: payment, port: { number: 8080 } }, weight: 80 }, { destination: { host: orders }, weight: 20 }] }";
  table(
    rows([
      [
        "by weight, to a service's only port where none is written",
        [gateway(http), bound(split)],
        "4/5 payment:8080; 1/5 orders:8080",
      ],
      [
        "nowhere, where the host is not there",
        [gateway(http), bound("{ route: [{ destination: { host: nobody } }] }")],
        "no-cluster 503 NC host-unknown",
      ],
      [
        "elsewhere than was asked",
        [gateway(http), bound("{ route: [{ destination: { host: orders } }] }")],
        "misrouted orders:8080",
      ],
      [
        "over several VirtualServices of one host",
        [
          gateway(http),
          bound("{ match: [{ uri: { prefix: /a } }], route: [{ destination: { host: orders } }] }"),
          manifest("VirtualService shop/more", `hosts: [shop.example.com], gateways: [edge], http: [${toPayment}]`),
        ],
        "payment:8080",
      ],
      [
        "as bytes",
        [
          gateway("{ port: { number: 5432, name: tcp, protocol: TCP }, hosts: ['*'] }"),
          manifest(
            "VirtualService shop/edge",
            "hosts: ['*'], gateways: [edge], tcp: [{ route: [{ destination: { host: payment, port: { number: 9000 } } }] }]",
          ),
        ],
        "payment:9000",
        call({ port: "5432", scheme: "tcp", request: undefined }),
      ],
    ]),
    landings,
  );
});

describe("a gateway that leads out of the mesh", () => {
  const egress = [
    manifest(
      "ServiceEntry shop/api",
      "hosts: [api.example.com], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS",
    ),
    gateway("{ port: { number: 80, name: http, protocol: HTTP }, hosts: [api.example.com] }"),
  ];
  const chain = (second: string) =>
    manifest(
      "VirtualService shop/api",
      `hosts: [api.example.com], gateways: [edge, mesh], http: [
    { match: [{ gateways: [mesh], port: 80 }], route: [{ destination: { host: edge.istio-system.svc.cluster.local, port: { number: 80 } } }] } ${second}]`,
    );
  const round = (route: string) =>
    manifest("VirtualService shop/api", `hosts: [api.example.com], gateways: [edge, mesh], http: [{ ${route} }]`);
  const out =
    ", { match: [{ gateways: [edge], port: 80 }], route: [{ destination: { host: api.example.com, port: { number: 80 } } }] }";
  const asked: Call = { to: "api.example.com", port: "80", scheme: "http" };
  table(
    rows([
      ["takes a sidecar's call", [...egress, chain(out)], "delivered plaintext", asked],
      ["answers 404 without a route of its own (E08)", [...egress, chain("")], notFound, asked],
      [
        "sends to itself for ever where the sidecars' route is its own too (E08)",
        [...egress, round("route: [{ destination: { host: edge.istio-system.svc.cluster.local } }]")],
        "loops gateway-loop",
        asked,
      ],
      [
        "is no end for a request that is longer each time it comes back",
        [
          ...egress,
          round(
            "match: [{ uri: { prefix: / } }], rewrite: { uri: /a/ }, route: [{ destination: { host: edge.istio-system.svc.cluster.local } }]",
          ),
        ],
        "loops gateway-loop",
        asked,
      ],
      [
        "is left by what is rewritten at the second turn",
        [
          ...egress,
          round(
            "match: [{ uri: { exact: /b } }], route: [{ destination: { host: api.example.com } }] }, { match: [{ uri: { exact: /a } }], rewrite: { uri: /b }, route: [{ destination: { host: edge.istio-system.svc.cluster.local } }] }, { rewrite: { uri: /a }, route: [{ destination: { host: edge.istio-system.svc.cluster.local } }]",
          ),
        ],
        "delivered plaintext",
        asked,
      ],
      [
        "asks its policies who it is when it calls itself",
        [
          ...egress,
          round("route: [{ destination: { host: edge.istio-system.svc.cluster.local } }]"),
          manifest(
            "DestinationRule istio-system/edge",
            "host: edge.istio-system.svc.cluster.local, trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.example.com } }",
          ),
          gateway(
            "{ port: { number: 80, name: https, protocol: HTTPS }, hosts: [api.example.com], tls: { mode: ISTIO_MUTUAL } }",
          ),
          manifest(
            "AuthorizationPolicy istio-system/edge",
            "selector: { matchLabels: { istio: edge } }, action: ALLOW, rules: [{ from: [{ source: { namespaces: [shop] } }] }]",
          ),
        ],
        "denied 403 rbac-no-allow",
        asked,
      ],
      [
        "refuses without a Gateway that opens the port",
        [egress[0] ?? proxy, chain(out)],
        "refused 503 URX,UF gateway-refused",
        asked,
      ],
      [
        "is called by none where the caller's proxy knows no subset of it (E08)",
        [
          ...egress,
          manifest(
            "VirtualService shop/api",
            "hosts: [api.example.com], http: [{ route: [{ destination: { host: edge.istio-system.svc.cluster.local, subset: x } }] }]",
          ),
        ],
        "no-cluster 503 NC subset-undeclared",
        asked,
      ],
    ]),
  );
});

test("a gateway that leads out of the mesh sees the name in TLS that the application begins", () => {
  const given = [
    ...base,
    manifest(
      "ServiceEntry shop/api",
      "hosts: [api.example.com], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS",
    ),
    gateway(
      "{ port: { number: 443, name: tls, protocol: TLS }, hosts: [api.example.com], tls: { mode: PASSTHROUGH } }",
    ),
    manifest(
      "VirtualService shop/api",
      `hosts: [api.example.com], gateways: [mesh, edge], tls: [
        { match: [{ gateways: [mesh], sniHosts: [api.example.com] }], route: [{ destination: { host: edge.istio-system.svc.cluster.local, port: { number: 443 } } }] },
        { match: [{ gateways: [edge], sniHosts: [api.example.com] }], route: [{ destination: { host: api.example.com, port: { number: 443 } } }] }]`,
    ),
  ];
  expect(ways(walk(given, { to: "api.example.com", port: "443", scheme: "https" }))).toBe("delivered plaintext");
});

describe("of servers for one server name the nearest name takes it, however old the others are", () => {
  const old = { created: "2026-01-01T00:00:00Z" };
  const young = { created: "2026-02-01T00:00:00Z" };
  const terminating = (host: string, credentialName = "cert") =>
    `selector: { istio: edge }, servers: [{ port: { number: 443, name: 'https-${credentialName}', protocol: HTTPS }, hosts: ['${host}'], tls: { mode: SIMPLE, credentialName: ${credentialName} } }]`;
  const passing = (host: string) =>
    `selector: { istio: edge }, servers: [{ port: { number: 443, name: tls, protocol: TLS }, hosts: ['${host}'], tls: { mode: PASSTHROUGH } }]`;
  const tlsRoute = (sni: string, host: string, port: number) =>
    `{ match: [{ sniHosts: ['${sni}'] }], route: [{ destination: { host: ${host}, port: { number: ${port} } } }] }`;
  const own = (tls: string, hosts = "shop.example.com") =>
    manifest("VirtualService shop/edge", `hosts: ['${hosts}'], gateways: [edge], tls: [${tls}]`);
  const overTls = call({ port: "443", scheme: "https" });
  table(
    rows([
      [
        "its own, where an older one takes every name and routes none",
        [
          certificate,
          manifest("Gateway istio-system/all", terminating("*"), old),
          manifest("Gateway shop/edge", terminating("shop.example.com"), young),
          bound(toPayment),
        ],
        "delivered mTLS",
        overTls,
      ],
      [
        "its own, where that one lacks its certificate and an older wildcard has one",
        [
          certificate,
          manifest("Gateway istio-system/all", terminating("*.example.com"), old),
          manifest("Gateway shop/edge", terminating("shop.example.com", "lost"), young),
          manifest(
            "VirtualService shop/edge",
            `hosts: [shop.example.com], gateways: [edge, istio-system/all], http: [${toPayment}]`,
          ),
        ],
        "tls-error gateway-tls",
        overTls,
      ],
      [
        "one that passes it through, where an older wildcard would end its TLS",
        [
          certificate,
          manifest("Gateway istio-system/all", terminating("*.example.com"), old),
          manifest("Gateway shop/edge", passing("shop.example.com"), young),
          own(tlsRoute("shop.example.com", "payment", 8443)),
        ],
        "delivered mTLS",
        overTls,
      ],
      [
        "one that ends its TLS, where an older one passes wildcards through",
        [
          certificate,
          manifest("Gateway shop/other", passing("*.example.com"), old),
          manifest(
            "VirtualService shop/other",
            `hosts: ['*.example.com'], gateways: [other], tls: [${tlsRoute("*.example.com", "orders", 80)}]`,
          ),
          manifest("Gateway shop/edge", terminating("shop.example.com"), young),
          bound(toPayment),
        ],
        "delivered mTLS",
        overTls,
      ],
      [
        "the route of its own name, where one of a wildcard stands before it",
        [
          manifest("Gateway shop/edge", passing("*.example.com"), old),
          own(
            `${tlsRoute("*.example.com", "orders", 80)}, ${tlsRoute("shop.example.com", "payment", 8443)}`,
            "*.example.com",
          ),
        ],
        "delivered mTLS",
        overTls,
      ],
    ]),
  );
});
