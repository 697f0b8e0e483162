/** Calls to hosts that ServiceEntries declare, and to hosts that nobody does. */
import { describe } from "vitest";
import { manifest, pod } from "../support/manifests.ts";
import { meshConfig } from "../support/small-mesh.ts";
import { type Call, landings, table } from "../support/walk.ts";

const registryOnly = meshConfig({ outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } });
const entry = (spec: string, host = "api.example.com", name = "shop/api") =>
  manifest(`ServiceEntry ${name}`, `hosts: ["${host}"], ${spec}`);
const rule = (policy: string, host = "api.example.com") =>
  manifest("DestinationRule shop/api", `host: ${host}, trafficPolicy: { ${policy} }`);
const [http, https] = [
  "ports: [{ number: 80, name: http, protocol: HTTP }]",
  "ports: [{ number: 443, name: https, protocol: HTTPS }]",
];
const call = (more: Partial<Call> = {}): Call => ({ to: "api.example.com", port: "443", scheme: "https", ...more });
const plainCall = call({ port: "80", scheme: "http" });
const out = "delivered plaintext";
const wrongVersion = "protocol-error 503 URX,UF application-protocol";

describe("a host that nobody declares", () => {
  table([
    ["is called through", [], out, call()],
    ["is called through in plain HTTP, too", [], out, plainCall],
    ["is blocked where only the registry may be called", [registryOnly], "blocked UH registry-only", call()],
    ["is answered 502 on a port that others have for HTTP", [registryOnly], "blocked 502 registry-only", plainCall],
    ["is called by one without a proxy, whatever the mesh allows", [registryOnly], out, { ...call(), from: "bare" }],
  ]);
});

describe("a host that a ServiceEntry declares", () => {
  table([
    ["may be called where only the registry may be", [registryOnly, entry(`${https}, resolution: DNS`)], out, call()],
    ["may be with resolution NONE", [registryOnly, entry(https)], out, call()],
    ["may be under a wildcard", [registryOnly, entry(https, "*.example.com")], out, call()],
    [
      "may not be on another port (E01)",
      [registryOnly, entry(`${http}, resolution: DNS`)],
      "refused UH port-not-exposed",
      call(),
    ],
    ["may be on another port where anything may be called", [entry(`${http}, resolution: DNS`)], out, call()],
    [
      "may not be where it is not exported",
      [
        registryOnly,
        manifest("ServiceEntry tools/api", `hosts: [api.example.com], exportTo: ["."], ${https}, resolution: DNS`),
      ],
      "blocked UH registry-only",
      call(),
    ],
    [
      "may not be where the Sidecar leaves it out",
      [
        registryOnly,
        entry(`${https}, resolution: DNS`),
        manifest("Sidecar shop/default", "egress: [{ hosts: ['./*.local'] }]"),
      ],
      "blocked UH registry-only",
      call(),
    ],
    [
      "has no cluster, being a wildcard that DNS is to look up (E03)",
      [entry(`${http}, resolution: DNS`, "*.example.com")],
      "no-cluster 503 NC cluster-empty",
      plainCall,
    ],
    [
      "has one when it is looked up as it comes",
      [entry(`${http}, resolution: DYNAMIC_DNS`, "*.example.com")],
      out,
      plainCall,
    ],
    [
      "has no cluster without endpoints (E04)",
      [entry(`${http}, resolution: STATIC`)],
      "no-cluster 503 NC cluster-empty",
      plainCall,
    ],
    [
      "is reached at its endpoints",
      [entry(`${http}, resolution: STATIC, endpoints: [{ address: 203.0.113.9 }]`)],
      out,
      plainCall,
    ],
  ]);
});

describe("the form in which a call leaves", () => {
  const dns = (ports: string) => entry(`${ports}, resolution: DNS`);
  table([
    ["TLS of the application to 443", [dns(https)], out, call()],
    ["plain HTTP to 80", [dns(http)], out, plainCall],
    [
      "plain HTTP to 443, declared HTTP, does not fit (E07)",
      [dns("ports: [{ number: 443, name: http, protocol: HTTP }]")],
      wrongVersion,
      call({ scheme: "http" }),
    ],
    [
      "plain HTTP to 443, declared HTTPS, does not fit",
      [dns(https)],
      "protocol-error URX,UF application-protocol",
      call({ scheme: "http" }),
    ],
    [
      "plain HTTP, made TLS by the proxy, sent on to 443",
      [dns("ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 443 }]"), rule("tls: { mode: SIMPLE }")],
      out,
      plainCall,
    ],
    [
      "plain HTTP sent on to 443 without TLS does not fit",
      [dns("ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 443 }]")],
      wrongVersion,
      plainCall,
    ],
    [
      "TLS begun by the proxy for port 80 does not fit (T18)",
      [dns(http), rule("tls: { mode: SIMPLE }")],
      wrongVersion,
      plainCall,
    ],
    [
      "TLS in TLS does not fit (T16)",
      [dns(https), rule("tls: { mode: SIMPLE }")],
      "protocol-error URX,UF application-protocol",
      call(),
    ],
    [
      "TLS begun on one port only",
      [
        dns(`${http.slice(0, -1)}, { number: 443, name: https, protocol: HTTPS }]`),
        rule("portLevelSettings: [{ port: { number: 80 }, tls: { mode: SIMPLE } }]"),
      ],
      out,
      call(),
    ],
  ]);
});

describe("routes for outside hosts", () => {
  const routed = (host: string) =>
    manifest(
      "VirtualService shop/api",
      `hosts: [api.example.com], http: [{ route: [{ destination: { host: ${host}, port: { number: 80 } } }] }]`,
    );
  table(
    [
      [
        "lead to other outside hosts",
        [
          entry(`${http}, resolution: DNS`),
          entry(`${http}, resolution: DNS`, "api2.example.com", "shop/api2"),
          routed("api2.example.com"),
        ],
        "api2:80",
        plainCall,
      ],
      [
        "lead into the mesh",
        [entry(`${http}, resolution: DNS`), routed("orders.shop.svc.cluster.local")],
        "orders:8080",
        plainCall,
      ],
      [
        "to a host that is not declared end in NC",
        [entry(`${http}, resolution: DNS`), routed("nobody.example.com")],
        "no-cluster 503 NC host-unknown",
        plainCall,
      ],
      [
        "of a host in no registry count on port 80",
        [routed("orders.shop.svc.cluster.local")],
        "orders:8080",
        plainCall,
      ],
    ],
    landings,
  );
});

describe("a ServiceEntry inside the mesh", () => {
  const internal = (more: string) => entry(`location: MESH_INTERNAL, ${http}, ${more}`, "vm.example.com", "shop/vm");
  const toVm: Call = { to: "vm.example.com", port: "80" };
  const worker = pod("shop/worker-1", { labels: "app: worker", ip: "10.0.7.1", serviceAccount: "worker" });
  const strict = manifest("PeerAuthentication istio-system/default", "mtls: { mode: STRICT }");
  table([
    [
      "selects pods, and speaks mTLS to them",
      [internal("resolution: STATIC, workloadSelector: { labels: { app: worker } }"), worker, strict],
      "delivered mTLS",
      toVm,
    ],
    [
      "selects nobody",
      [internal("resolution: STATIC, workloadSelector: { labels: { app: nobody } }")],
      "no-endpoint 503 UH no-endpoints",
      toVm,
    ],
    [
      "speaks mTLS to a machine with an identity, which is presumed to have a proxy",
      [internal("resolution: STATIC, endpoints: [{ address: 203.0.113.9, serviceAccount: vm }]")],
      "delivered mTLS",
      toVm,
    ],
    [
      "speaks plaintext to one without",
      [internal("resolution: STATIC, endpoints: [{ address: 203.0.113.9 }]")],
      out,
      toVm,
    ],
  ]);
});

describe("a ServiceEntry of a name that a Service bears (E10)", () => {
  table([
    [
      "is not looked at",
      [
        entry(
          "ports: [{ number: 8080, name: tcp, protocol: TCP }], resolution: STATIC",
          "payment.shop.svc.cluster.local",
        ),
      ],
      "delivered mTLS",
    ],
  ]);
});

describe("a host that two ServiceEntries declare, a port each", () => {
  const dns = "resolution: DNS, location: MESH_EXTERNAL";
  const two = [
    manifest("ServiceEntry shop/old", `hosts: [api.example.com], ${http}, ${dns}`, { created: "2026-01-01T00:00:00Z" }),
    manifest(
      "ServiceEntry shop/young",
      `hosts: [api.example.com], ports: [{ number: 443, name: tls, protocol: TLS }], ${dns}`,
      {
        created: "2026-02-01T00:00:00Z",
      },
    ),
  ];
  table([
    ["may be called on the older one's", [registryOnly, ...two], out, plainCall],
    ["may be called on the younger one's", [registryOnly, ...two], out, call()],
    [
      "has no only port that a route could leave out",
      [
        ...two,
        manifest(
          "VirtualService shop/raw",
          "hosts: [payment], tcp: [{ match: [{ port: 9000 }], route: [{ destination: { host: api.example.com } }] }]",
        ),
      ],
      "no-cluster NC port-unknown",
      { to: "payment", port: "9000", scheme: "tcp" },
    ],
  ]);
});
