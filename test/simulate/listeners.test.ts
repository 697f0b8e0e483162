import { describe } from "vitest";
import { manifest } from "../support/manifests.ts";
import { landings, table } from "../support/walk.ts";

const aborts = manifest(
  "VirtualService shop/payment",
  "hosts: [payment], http: [{ fault: { abort: { httpStatus: 500, percentage: { value: 100 } } }, route: [{ destination: { host: payment } }] }]",
);
const [http, tcp, https, sniffed, grpc] = ["8080", "9000", "8443", "7000", "9090"].map((port) => ({
  to: "payment",
  port,
}));
/** Ports that are declared for bytes and for TLS, one in each service. */
const ledger = manifest(
  "Service shop/ledger",
  "selector: { app: orders }, clusterIP: 10.96.0.5, ports: [{ name: tcp, port: 5432 }]",
);
const vault = manifest(
  "Service shop/vault",
  "selector: { app: orders }, clusterIP: 10.96.0.6, ports: [{ name: tls, port: 8200 }]",
);
const declared = (name: string, more = "") =>
  manifest(
    "Service shop/payment",
    `selector: { app: payment }, clusterIP: 10.96.0.2, ports: [{ name: ${name}, port: 8080 ${more} }]`,
  );

describe("routes of HTTP are in force", () => {
  table([
    ["on a port that is declared HTTP", [aborts], "failed-by-rule 500 FI fault-abort", http],
    ["on a port that is declared gRPC", [aborts], "failed-by-rule 500 FI fault-abort", grpc],
    ["on a port whose protocol is sniffed", [aborts], "failed-by-rule 500 FI fault-abort", sniffed],
    [
      "by appProtocol, whatever the name says",
      [aborts, declared("tcp-web", ", appProtocol: http")],
      "failed-by-rule 500 FI fault-abort",
      http,
    ],
    ["not on a port that is declared TCP", [aborts], "delivered mTLS", tcp],
    ["not on a port that is declared HTTPS", [aborts], "delivered mTLS", https],
    ["not on a port that is declared for a database", [aborts, declared("mysql")], "delivered mTLS", http],
    [
      "not where appProtocol says TCP, whatever the name says",
      [aborts, declared("http", ", appProtocol: tcp")],
      "delivered mTLS",
      http,
    ],
  ]);
});

describe("what an application sends suits the port or does not", () => {
  const on = (scheme: string, call = http) => ({ ...call, scheme });
  table([
    ["HTTP on an HTTP port", [], "delivered mTLS", on("http")],
    ["gRPC on a gRPC port", [], "delivered mTLS", on("grpc", grpc)],
    ["bytes on a TCP port", [], "delivered mTLS", on("tcp", tcp)],
    ["HTTP on a TCP port", [], "delivered mTLS", on("http", tcp)],
    ["TLS on an HTTPS port, wrapped in mTLS", [], "delivered mTLS", on("https", https)],
    ["TLS on a TCP port", [], "delivered mTLS", on("tls", tcp)],
    ["bytes on a sniffed port", [], "delivered mTLS", on("tcp", sniffed)],
    ["TLS on a sniffed port", [], "delivered mTLS", on("tls", sniffed)],
    ["bytes on an HTTP port do not", [], "protocol-error DPE application-protocol", on("tcp")],
    ["TLS on an HTTP port does not: no chain takes it", [], "tls-error UF no-tls-chain", on("https")],
    ["HTTP on an HTTPS port does not", [], "protocol-error UC application-protocol", on("http", https)],
  ]);
});

describe("routes of bytes", () => {
  const subsets = manifest(
    "DestinationRule shop/payment",
    "host: payment, subsets: [{ name: v1, labels: { version: v1 } }]",
  );
  const routed = (route: string) => manifest("VirtualService shop/payment", `hosts: [payment], tcp: [${route}]`);
  const to = (host: string, more = "") => `{ destination: { host: ${host} } ${more} }`;
  table(
    [
      [
        "lead a TCP port elsewhere, to its only port",
        [ledger, routed(`{ route: [${to("ledger")}] }`)],
        "ledger:5432",
        tcp,
      ],
      [
        "share by weight",
        [ledger, routed(`{ route: [${to("payment", ", weight: 3")}, ${to("ledger", ", weight: 1")}] }`)],
        "3/4 payment:9000; 1/4 ledger:5432",
        tcp,
      ],
      [
        "are left out for another port",
        [ledger, routed(`{ match: [{ port: 8080 }], route: [${to("ledger")}] }`)],
        "payment:9000",
        tcp,
      ],
      [
        "are taken for this port",
        [ledger, routed(`{ match: [{ port: 9000 }], route: [${to("ledger")}] }`)],
        "ledger:5432",
        tcp,
      ],
      [
        "are left out for other callers",
        [ledger, routed(`{ match: [{ sourceLabels: { app: refunds } }], route: [${to("ledger")}] }`)],
        "payment:9000",
        tcp,
      ],
      ["do not touch HTTP", [ledger, routed(`{ route: [${to("ledger")}] }`)], "payment:8080", http],
      [
        "take bytes of a sniffed port",
        [ledger, routed(`{ route: [${to("ledger")}] }`)],
        "ledger:5432",
        { ...sniffed, scheme: "tcp" },
      ],
      [
        "to a host that is not there end in NC, without a status",
        [ledger, routed(`{ route: [${to("nobody")}] }`)],
        "no-cluster NC host-unknown",
        tcp,
      ],
      [
        "to an undeclared subset end in NC",
        [subsets, routed("{ route: [{ destination: { host: payment, subset: v9 } }] }")],
        "no-cluster NC subset-undeclared",
        tcp,
      ],
      [
        "to a declared one arrive",
        [subsets, routed("{ route: [{ destination: { host: payment, subset: v1 } }] }")],
        "payment:9000",
        tcp,
      ],
      [
        "carry HTTP as bytes: what fails has no status",
        [ledger, routed(`{ route: [${to("nobody")}] }`)],
        "no-cluster NC host-unknown",
        { ...tcp, scheme: "http" },
      ],
    ],
    landings,
  );
});

describe("routes of TLS", () => {
  const routed = (sni: string) =>
    manifest(
      "VirtualService shop/payment",
      `hosts: [payment, "*.example.com"], tls: [{ match: [{ port: 8443, sniHosts: [${sni}] }], route: [{ destination: { host: vault } }] }]`,
    );
  table(
    [
      ["lead by server name", [vault, routed("payment.shop.svc.cluster.local")], "vault:8200", https],
      [
        "are taken for the name that the Host header asks for",
        [vault, routed("pay.example.com")],
        "vault:8200",
        { ...https, header: ["host: pay.example.com"] },
      ],
      ["that name another host take nothing", [routed("other.example.com")], "no-route NR no-route-match", https],
    ],
    landings,
  );
});
