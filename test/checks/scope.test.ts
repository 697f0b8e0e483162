import { describe, expect, it } from "vitest";
import { ignoredSidecars } from "../../src/checks/scope/ignored-sidecars.ts";
import { registerHost } from "../../src/checks/scope/register-host.ts";
import type { Inert } from "../../src/model/cause.ts";
import type { Scheme } from "../../src/model/question.ts";
import type { Ref } from "../../src/model/ref.ts";
import { yamlMesh } from "../mesh/yaml-mesh.ts";
import { flow, pair, service } from "../support/sightings.ts";
import { proposed } from "./proposed.ts";

const istio = "networking.istio.io/v1";
const sidecar: Ref = { apiVersion: istio, kind: "Sidecar", namespace: "shop", name: "default" };
const map: Ref = { apiVersion: "v1", kind: "ConfigMap", namespace: "istio-system", name: "istio" };

function yaml(spec: string, name = "default", namespace = "shop"): string {
  return `apiVersion: ${istio}\nkind: Sidecar\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---\n`;
}

describe("registerHost()", () => {
  const register = (host: string, port: number, scheme: Scheme) =>
    proposed(
      registerHost(host, { ...flow, port, scheme }, { mesh: yamlMesh(""), pair, policy: { ref: map, path: "" } }),
    );

  it.each([
    ["api.example.com", 443, "https", "api-example-com", { hosts: ["api.example.com"], resolution: "DNS" }, "HTTPS"],
    ["API.example.com", 80, "http", "api-example-com", { hosts: ["API.example.com"], resolution: "DNS" }, "HTTP"],
    ["grpc.example.com", 9000, "grpc", "grpc-example-com", { hosts: ["grpc.example.com"], resolution: "DNS" }, "GRPC"],
    ["db.example.com", 5432, "tcp", "db-example-com", { hosts: ["db.example.com"], resolution: "DNS" }, "TCP"],
    [
      "203.0.113.9",
      443,
      "https",
      "203-0-113-9",
      { hosts: ["203-0-113-9.external"], addresses: ["203.0.113.9"], resolution: "NONE" },
      "TCP",
    ],
    [
      "203.0.113.9",
      80,
      "http",
      "203-0-113-9",
      { hosts: ["203-0-113-9.external"], addresses: ["203.0.113.9"], resolution: "NONE" },
      "HTTP",
    ],
    [
      "2001:db8::1",
      80,
      "tcp",
      "2001-db8-1",
      { hosts: ["2001-db8-1.external"], addresses: ["2001:db8::1"], resolution: "NONE" },
      "TCP",
    ],
  ] as const)("%s:%i by %s", (host, port, scheme, name, spec, protocol) => {
    const [made = "", ...more] = register(host, port, scheme);
    expect(more).toEqual([]);
    const [head, body = ""] = made.split(/: (.*)/s);
    expect(head).toBe(`new ServiceEntry shop/${name}`);
    expect(JSON.parse(body)).toEqual({
      ...spec,
      location: "MESH_EXTERNAL",
      exportTo: ["."],
      ports: [{ number: port, name: `${protocol.toLowerCase()}-${port}`, protocol }],
    });
  });

  it.each([
    ["api.example.com", "./api.example.com"],
    ["203.0.113.9", "./203-0-113-9.external"],
  ])("%s is imported by the Sidecar that closes the way out", (host, entry) => {
    const mesh = yamlMesh(yaml('{ egress: [{ hosts: ["istio-system/*"] }] }'));
    const policy = { ref: sidecar, path: "spec.outboundTrafficPolicy.mode" };
    const [alone, imported] = proposed(registerHost(host, flow, { mesh, pair, policy }));
    expect(imported).toBe(`${alone} + Sidecar shop/default: add /spec/egress/0/hosts/1 "${entry}"`);
  });

  it("imports nothing by a Sidecar that has no egress list", () => {
    const policy = { ref: sidecar, path: "spec.outboundTrafficPolicy.mode" };
    const mesh = yamlMesh(yaml("{ outboundTrafficPolicy: { mode: REGISTRY_ONLY } }"));
    expect(registerHost("api.example.com", flow, { mesh, pair, policy })).toHaveLength(1);
  });
});

describe("ignoredSidecars()", () => {
  const chosen: Inert = { ref: sidecar, path: "spec.egress[0].hosts", reason: "egress", why: "", evidence: [] };
  const own = yaml('{ egress: [{ hosts: ["istio-system/*"] }] }');
  const charged = (spec: string, inert: Inert = chosen, namespace = "shop") => {
    const scene = {
      mesh: yamlMesh(own + yaml(spec, "second", namespace)),
      pair,
      flow,
      host: service.hostname,
      way: [],
    };
    return ignoredSidecars([inert], scene, "blocked");
  };

  it.each([`shop/${service.hostname}`, "shop/*", "./*", "*/*", "shop/*.shop.svc.cluster.local"])(
    "charges a second one that imports %s",
    (entry) => {
      const [charge] = charged(`{ egress: [{ hosts: ["a/b"] }, { hosts: ["c/d", "${entry}"] }] }`);
      expect(charge).toMatchObject({
        resource: { ref: { ...sidecar, name: "second" }, path: "spec.egress[1].hosts[1]" },
        related: [{ ref: sidecar, path: "spec.egress[0].hosts" }],
      });
      expect(proposed(charge?.proposals ?? [])).toEqual([
        `Sidecar shop/default: add /spec/egress/0/hosts/1 "shop/${service.hostname}"`,
      ]);
    },
  );

  it.each([
    ["of another namespace", '{ egress: [{ hosts: ["bank/*"] }] }'],
    [
      "of another host",
      '{ egress: [{ hosts: ["shop/other.shop.svc.cluster.local", "shop/*.bank.svc.cluster.local"] }] }',
    ],
    ["for selected workloads", '{ workloadSelector: { labels: { app: x } }, egress: [{ hosts: ["*/*"] }] }'],
    ["without an egress list", "{}"],
    ["that is no entry", '{ egress: [{ hosts: ["shop"] }] }'],
  ])("does not charge one %s", (_, spec) => {
    expect(charged(spec)).toEqual([]);
  });

  it("does not charge one beside what is not for the caller's namespace", () => {
    const all = '{ egress: [{ hosts: ["*/*"] }] }';
    expect(charged(all, { ...chosen, ref: { ...sidecar, namespace: "istio-system" } })).toEqual([]);
    expect(charged(all, { ...chosen, reason: "port" })).toEqual([]);
    expect(charged(all, { ...chosen, ref: map })).toEqual([]);
    expect(charged(all, chosen, "bank")).toEqual([]);
  });
});
