import { describe, expect, test } from "vitest";
import { type L4Route, tcpRoute, tlsRoute } from "../../src/mesh/l4-routes.ts";
import type { ProxyView } from "../../src/model/workload.ts";
import { yamlMesh } from "./yaml-mesh.ts";

const view: ProxyView = { kind: "sidecar", namespace: "shop", labels: { app: "checkout" } };

function meshOf(...specs: readonly string[]): ReturnType<typeof yamlMesh> {
  return yamlMesh(
    specs
      .map(
        (spec, i) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: vs${i}, namespace: bank }
spec: { hosts: [payment], ${spec} }`,
      )
      .join("\n---\n"),
  );
}

function told(route: L4Route): string {
  return route.kind === "route"
    ? `${route.spot.path} ${route.destinations.map(({ destination }) => destination.host).join()}`
    : route.kind;
}

function tls(sni: string | undefined, destinationIp: string | undefined, ...specs: readonly string[]): L4Route {
  const mesh = meshOf(...specs);
  return tlsRoute(mesh, mesh.all("VirtualService"), { view, port: 443, gateway: "mesh", sni, destinationIp });
}

function tcp(destinationIp: string | undefined, ...specs: readonly string[]): L4Route {
  const mesh = meshOf(...specs);
  return tcpRoute(mesh, mesh.all("VirtualService"), { view, port: 9000, gateway: "mesh", destinationIp });
}

const to = (host: string): string => `route: [{ destination: { host: ${host} } }]`;

describe("tls", () => {
  const exact = `{ match: [{ sniHosts: [a.example.com] }], ${to("a.com")} }`;
  const wild = `{ match: [{ sniHosts: ["*.example.com"] }], ${to("wild.com")} }`;

  test.each<[string, string | undefined, string | undefined, readonly string[], string]>([
    ["the name asked for", "a.example.com", undefined, [`tls: [${exact}]`], "spec.tls[0].match[0] a.com"],
    ["whatever its case", "A.Example.com", undefined, [`tls: [${exact}]`], "spec.tls[0].match[0] a.com"],
    [
      "short destinations belong to the VirtualService",
      "a",
      undefined,
      [`tls: [{ match: [{ sniHosts: [a] }], ${to("b")} }]`],
      "spec.tls[0].match[0] b.bank.svc.cluster.local",
    ],
    [
      "the most specific name, whatever the order",
      "a.example.com",
      undefined,
      [`tls: [${wild}, ${exact}]`],
      "spec.tls[1].match[0] a.com",
    ],
    ["a wildcard", "b.example.com", undefined, [`tls: [${exact}, ${wild}]`], "spec.tls[1].match[0] wild.com"],
    ["none where no name fits", "c.org", undefined, [`tls: [${exact}]`], "none"],
    ["none without a name", undefined, undefined, [`tls: [${exact}]`], "none"],
    ["the default where nothing is written", "a.example.com", undefined, ["http: []"], "default"],
    [
      "the default where nothing is for this port",
      "a.example.com",
      undefined,
      [`tls: [{ match: [{ sniHosts: [a.example.com], port: 8443 }], ${to("a")} }]`],
      "default",
    ],
    [
      "the first of equal names",
      "a.example.com",
      undefined,
      [`tls: [${exact}]`, `tls: [{ match: [{ sniHosts: [a.example.com] }], ${to("late.com")} }]`],
      "spec.tls[0].match[0] a.com",
    ],
    [
      "an address block before any name",
      "a.example.com",
      "10.1.2.3",
      [
        `tls: [${exact}, { match: [{ sniHosts: ["*.example.com"], destinationSubnets: [10.0.0.0/8] }], ${to("net.com")} }]`,
      ],
      "spec.tls[1].match[0] net.com",
    ],
    [
      "the narrowest block",
      "a.example.com",
      "10.1.2.3",
      [
        `tls: [{ match: [{ sniHosts: [a.example.com], destinationSubnets: [10.0.0.0/8] }], ${to("wide.com")} }, { match: [{ sniHosts: [a.example.com], destinationSubnets: [10.1.0.0/16] }], ${to("narrow.com")} }]`,
      ],
      "spec.tls[1].match[0] narrow.com",
    ],
    [
      "a block elsewhere is no matter",
      "a.example.com",
      "192.168.0.1",
      [
        `tls: [{ match: [{ sniHosts: [a.example.com], destinationSubnets: [10.0.0.0/8] }], ${to("net.com")} }, ${exact}]`,
      ],
      "spec.tls[1].match[0] a.com",
    ],
  ])("%s", (_, sni, ip, specs, wanted) => {
    expect(told(tls(sni, ip, ...specs))).toBe(wanted);
  });
});

describe("tcp", () => {
  const any = `{ ${to("any.com")} }`;
  const net = `{ match: [{ destinationSubnets: [10.0.0.0/8] }], ${to("net.com")} }`;

  test.each<[string, string | undefined, readonly string[], string]>([
    ["without a match every connection", undefined, [`tcp: [${any}]`], "spec.tcp[0] any.com"],
    [
      "the first that applies ends the search",
      undefined,
      [`tcp: [{ match: [{ port: 9000 }], ${to("a.com")} }, ${any}]`],
      "spec.tcp[0].match[0] a.com",
    ],
    [
      "one for another port is passed over",
      undefined,
      [`tcp: [{ match: [{ port: 1 }], ${to("a.com")} }, ${any}]`],
      "spec.tcp[1] any.com",
    ],
    ["an address in a block", "10.0.0.1", [`tcp: [${net}, ${any}]`], "spec.tcp[0].match[0] net.com"],
    ["an address in none", "192.168.0.1", [`tcp: [${net}, ${any}]`], "spec.tcp[1] any.com"],
    ["a block behind a route for all is not reached", "10.0.0.1", [`tcp: [${any}, ${net}]`], "spec.tcp[0] any.com"],
    ["the default where no block holds the address", "192.168.0.1", [`tcp: [${net}]`], "default"],
    [
      "an entry without destinations is passed over",
      undefined,
      [`tcp: [{ route: [] }, ${any}]`],
      "spec.tcp[1] any.com",
    ],
    [
      "the next VirtualService where the first says nothing",
      undefined,
      ["http: []", `tcp: [${any}]`],
      "spec.tcp[0] any.com",
    ],
  ])("%s", (_, ip, specs, wanted) => {
    expect(told(tcp(ip, ...specs))).toBe(wanted);
  });

  test.each([
    ["gateways: [mesh]", undefined],
    ["gateways: [edge]", "gateways"],
    ["sourceLabels: { app: checkout }", undefined],
    ["sourceLabels: { app: other }", "selector"],
    ["sourceNamespace: shop", undefined],
    ["sourceNamespace: bank", "namespace"],
    ["port: 9000", undefined],
    ["port: 80", "port"],
    ["gateways: [mesh], sourceLabels: { app: other }", "selector"],
    ["gateways: [mesh], sourceNamespace: bank", "namespace"],
  ])("all of it must hold: %s", (match, reason) => {
    const found = tcp(undefined, `tcp: [{ match: [{ ${match} }], ${to("a.com")} }]`);
    expect(found.kind).toBe(reason === undefined ? "route" : "default");
    expect(found.dropped.map((one) => one.reason)).toEqual(reason === undefined ? [] : [reason]);
  });
});
