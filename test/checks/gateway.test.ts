import { describe, expect, it } from "vitest";
import { adviseOnDoor } from "../../src/checks/gateway/advise-on-door.ts";
import { bindHost } from "../../src/checks/gateway/bind-host.ts";
import { knownAs } from "../../src/checks/gateway/known-as.ts";
import { nameSecret } from "../../src/checks/gateway/name-secret.ts";
import type { Scene } from "../../src/checks/in-force/scene.ts";
import type { CauseOf, Inert } from "../../src/model/cause.ts";
import type { Ref } from "../../src/model/ref.ts";
import { yamlMesh } from "../mesh/yaml-mesh.ts";
import { flow, pair, service } from "../support/sightings.ts";
import { proposed } from "./proposed.ts";

const istio = "networking.istio.io/v1";
const ref: Ref = { apiVersion: istio, kind: "Gateway", namespace: "edge", name: "public" };
const asked = { ...flow, host: "pay.example.com" };

function gateway(server: string): string {
  return `apiVersion: ${istio}\nkind: Gateway\nmetadata: { name: public, namespace: edge }\nspec: { servers: [${server}] }\n---\n`;
}

function scene(yaml: string, more: Partial<Scene> = {}): Scene {
  return { mesh: yamlMesh(yaml), pair, flow: asked, host: asked.host, way: [], ...more };
}

describe("bindHost()", () => {
  const hosts = { ref, path: "spec.servers[0].hosts" };
  const one = gateway("{ port: { number: 80 }, hosts: [a.example.com] }");
  const route = `"route":[{"destination":{"host":"${service.hostname}","port":{"number":80}}}]`;
  const made = (http: string) =>
    `new VirtualService shop/pay-example-com: {"hosts":["pay.example.com"],"gateways":["edge/public"],"http":[{${http}}]}`;
  const admitted = 'Gateway edge/public: add /spec/servers/0/hosts/1 "pay.example.com"';

  it("routes a named request alone", () => {
    const match = '"match":[{"uri":{"exact":"/charge"},"method":{"exact":"POST"}}]';
    const own = made(`${match},${route}`);
    expect(proposed(bindHost(hosts, scene(one)))).toEqual([own, admitted, `${admitted} + ${own}`]);
  });

  it("routes all where none is named", () => {
    expect(proposed(bindHost(hosts, scene(one, { flow: { ...asked, named: false } })))[0]).toBe(made(route));
  });

  it.each([
    ["nothing is registered", { ...pair, services: [] }],
    ["the service has no port", { ...pair, services: [{ ...service, ports: [] }] }],
  ])("only admits the host where %s", (_, to) => {
    expect(proposed(bindHost(hosts, scene(one, { pair: to })))).toEqual([admitted]);
  });

  it("changes nothing but the hosts of a Gateway", () => {
    expect(bindHost({ ref, path: "spec.servers[0].port" }, scene(one))).toEqual([]);
    expect(bindHost({ ref: { ...ref, kind: "Service" }, path: "spec.ports" }, scene(one))).toEqual([]);
  });
});

describe("nameSecret()", () => {
  const spot = { ref, path: "spec.servers[0].tls.credentialName" };
  const named = gateway("{ port: { number: 443 }, hosts: [a], tls: { mode: SIMPLE, credentialName: shop-cert } }");
  const secret = (name: string, rest: string, namespace = "shop") =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: ${namespace} }\n${rest}\n---\n`;
  const tls = "type: kubernetes.io/tls\ndata: {}";

  it("names certificates beside the gateway that are called alike, two at most", () => {
    const there =
      secret("shop-certs", tls) +
      secret("shop-cer", "type: Opaque\ndata: { tls.crt: '', tls.key: '' }") +
      secret("shop-certss", tls) +
      secret("shop-cert2", tls, "bank") +
      secret("shop-cert1", "type: Opaque\ndata: { password: '' }") +
      secret("database", tls);
    const at = "Gateway edge/public: replace /spec/servers/0/tls/credentialName";
    expect(proposed(nameSecret(spot, scene(named + there)))).toEqual([`${at} "shop-cer"`, `${at} "shop-certs"`]);
  });

  it("does not name the one that is named already, nor any where none is", () => {
    expect(nameSecret(spot, scene(named + secret("shop-cert", tls)))).toEqual([]);
    expect(
      nameSecret(spot, scene(gateway("{ port: { number: 443 }, hosts: [a] }") + secret("shop-cert", tls))),
    ).toEqual([]);
  });
});

const refused = (reason?: Inert["reason"]): CauseOf<"gateway-refused"> => ({
  code: "gateway-refused",
  spot: undefined,
  port: 80,
  why: "",
  inert: reason === undefined ? [] : [{ ref, path: "", reason, why: "", evidence: [] }],
});
const badTls = (path: string): CauseOf<"gateway-tls"> => ({ code: "gateway-tls", spot: { ref, path }, why: "" });

describe("knownAs()", () => {
  it.each([
    [refused("selector"), ["IST0101", "KIA0302"]],
    [refused("port"), ["IST0162"]],
    [refused("overridden"), ["IST0145", "KIA0301"]],
    [refused("gateways"), ["IST0101", "KIA1102"]],
    [refused("host"), ["IST0132"]],
    [refused("export"), []],
    [refused(), []],
    [badTls("spec.servers[0].tls.credentialName"), ["IST0101"]],
    [badTls("spec.servers[0].hosts"), []],
  ])("%o", (cause, codes) => {
    expect(knownAs(cause)).toEqual(codes);
  });
});

describe("adviseOnDoor()", () => {
  const advise = (cause: Parameters<typeof adviseOnDoor>[0], yaml = "", scheme: typeof flow.scheme = "https") =>
    adviseOnDoor(cause, { ...asked, port: 443, scheme }, { mesh: yamlMesh(yaml), pair });

  it("names the scheme that the port takes", () => {
    expect(advise(badTls("spec.servers[0].port.protocol"))[0]?.summary).toContain("https://pay.example.com:443");
    const plain = gateway("{ port: { number: 80 }, hosts: [a] }");
    expect(advise(badTls("spec.servers[0].hosts"), plain)[0]?.summary).toContain("http://pay.example.com:443");
    expect(advise(badTls("spec.servers[0].hosts"), plain, "tls")).toEqual([]);
    const tls = gateway("{ port: { number: 443 }, hosts: [a], tls: { mode: SIMPLE } }");
    expect(advise(badTls("spec.servers[0].hosts"), tls)).toEqual([]);
  });

  it.each([
    ["shop-cert", "kubectl create secret tls shop-cert -n shop --cert=FILE --key=FILE"],
    ["$(reboot)", undefined],
  ])("tells how to make the certificate %s", (name, command) => {
    const yaml = gateway(`{ port: { number: 443 }, hosts: [a], tls: { mode: SIMPLE, credentialName: "${name}" } }`);
    const advice = advise(badTls("spec.servers[0].tls.credentialName"), yaml);
    expect(advice.map((one) => one.command)).toEqual([command]);
  });

  it("has nothing to say of a certificate that is not named, or of another trouble", () => {
    expect(
      advise(badTls("spec.servers[0].tls.credentialName"), gateway("{ port: { number: 443 }, hosts: [a] }")),
    ).toEqual([]);
    expect(advise(refused())).toEqual([]);
  });
});
