import { describe, expect, it } from "vitest";
import { adviseOnPods } from "../../src/checks/service/advise-on-pods.ts";
import { beginTls } from "../../src/checks/service/begin-tls.ts";
import { declareProtocol } from "../../src/checks/service/declare-protocol.ts";
import { endTls } from "../../src/checks/service/end-tls.ts";
import { exposePort } from "../../src/checks/service/expose-port.ts";
import { gainEndpoints } from "../../src/checks/service/gain-endpoints.ts";
import { podsBehind } from "../../src/checks/service/pods-behind.ts";
import type { CauseOf, Spot } from "../../src/model/cause.ts";
import type { Scheme } from "../../src/model/question.ts";
import type { Ref } from "../../src/model/ref.ts";
import { yamlMesh } from "../mesh/yaml-mesh.ts";
import { flow } from "../support/sightings.ts";
import { proposed } from "./proposed.ts";

const service: Ref = { apiVersion: "v1", kind: "Service", namespace: "shop", name: "payment" };
const istio = "networking.istio.io/v1";

function serviceYaml(spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: payment, namespace: shop }\nspec: ${spec}\n---\n`;
}

function podYaml(name: string, labels: string, rest = "spec: { containers: [] }"): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: ${labels} }\n${rest}\n---\n`;
}

describe("podsBehind()", () => {
  const pods = podYaml("a", "{ app: payment, version: v1 }") + podYaml("b", "{ app: payment }") + podYaml("c", "{}");

  it.each([
    ["{ app: payment }", ["a", "b"]],
    ["{ app: payment, version: v1 }", ["a"]],
    ["{}", []],
  ])("selects by %s", (selector, wanted) => {
    const mesh = yamlMesh(serviceYaml(`{ selector: ${selector}, ports: [] }`) + pods);
    expect(podsBehind(mesh, service).map(({ metadata }) => metadata.name)).toEqual(wanted);
  });

  it("finds none behind a Service that was not read", () => {
    expect(podsBehind(yamlMesh(pods), service)).toEqual([]);
  });
});

describe("exposePort()", () => {
  const expose = (yaml: string, ref = service, scheme: Scheme = "http") =>
    proposed(exposePort({ service: ref, port: 9090 }, { ...flow, scheme }, yamlMesh(yaml)));
  const listening = podYaml(
    "a",
    "{ app: payment }",
    "spec: { containers: [{ name: a, ports: [{ containerPort: 9090 }] }] }",
  );
  const one = "{ selector: { app: payment }, ports: [{ port: 8080, targetPort: web }] }";
  const two = "{ selector: { app: payment }, ports: [{ port: 8080 }, { port: 8081 }] }";

  it.each([
    [
      "as another name of the only port",
      serviceYaml(one),
      ['add /spec/ports/1 {"name":"http-9090","port":9090,"targetPort":"web"}'],
    ],
    [
      "as another name of a port without targetPort",
      serviceYaml("{ ports: [{ port: 80 }] }"),
      ['add /spec/ports/1 {"name":"http-9090","port":9090,"targetPort":80}'],
    ],
    [
      "for containers that listen on it",
      serviceYaml(two) + listening,
      ['add /spec/ports/2 {"name":"http-9090","port":9090,"targetPort":9090}'],
    ],
    ["not where several ports could be meant", serviceYaml(two), []],
    ["not on a Service without ports", serviceYaml("{ ports: [] }"), []],
  ])("exposes it %s", (_, yaml, wanted) => {
    expect(expose(yaml)).toEqual(wanted.map((change) => `Service shop/payment: ${change}`));
  });

  const entry: Ref = { apiVersion: istio, kind: "ServiceEntry", namespace: "shop", name: "bank" };
  const entryYaml = (ports: string) =>
    `apiVersion: ${istio}\nkind: ServiceEntry\nmetadata: { name: bank, namespace: shop }\nspec: { hosts: [a.example.com], ports: ${ports} }\n`;

  it("declares it in a ServiceEntry", () => {
    expect(expose(entryYaml("[{ number: 443 }]"), entry, "https")).toEqual([
      'ServiceEntry shop/bank: add /spec/ports/1 {"number":9090,"name":"https-9090","protocol":"HTTPS"}',
    ]);
    expect(expose(entryYaml("[]"), entry)).toEqual([]);
  });
});

describe("declareProtocol()", () => {
  const declare = (port: string, scheme: Scheme, path = "spec.ports[0].name") =>
    proposed(
      declareProtocol({ ref: service, path }, { ...flow, scheme }, yamlMesh(serviceYaml(`{ ports: [${port}] }`))),
    );

  it.each([
    ["{ port: 80, name: http }", "https", ['name "https"']],
    ["{ port: 80, name: http-api-v2 }", "tcp", ['name "tcp-api-v2"']],
    ["{ port: 80, name: http, appProtocol: http }", "tls", ['appProtocol "tls"']],
    ["{ port: 80 }", "tcp", []],
  ] as const)("of %s as %s", (port, scheme, wanted) => {
    const changes = wanted.map((change) => `Service shop/payment: replace /spec/ports/0/${change}`);
    expect(declare(port, scheme)).toEqual(changes);
    expect(declare(port, scheme, "spec.ports[0]")).toEqual(changes);
  });
});

describe("TLS that begins and ends", () => {
  const entry: Ref = { apiVersion: istio, kind: "ServiceEntry", namespace: "shop", name: "bank" };
  const rule: Ref = { ...entry, kind: "DestinationRule" };
  const object = (kind: string, spec: string) =>
    `apiVersion: ${istio}\nkind: ${kind}\nmetadata: { name: bank, namespace: shop }\nspec: ${spec}\n---\n`;
  const port: Spot = { ref: entry, path: "spec.ports[1].protocol" };
  const ports = "{ hosts: [a.example.com, b.example.com], ports: [{ number: 443 }, { number: 80, targetPort: 443 }] }";

  it("beginTls() lets the proxy begin it on that port", () => {
    expect(proposed(beginTls(port, yamlMesh(object("ServiceEntry", ports))))).toEqual([
      'new DestinationRule shop/bank: {"host":"a.example.com","trafficPolicy":{"portLevelSettings":[{"port":{"number":80},"tls":{"mode":"SIMPLE","sni":"a.example.com"}}]}}',
    ]);
  });

  it.each([
    ["a rule of the name is there", port, object("ServiceEntry", ports) + object("DestinationRule", "{ host: x }")],
    ["no port is meant", { ref: entry, path: "spec.hosts" }, object("ServiceEntry", ports)],
    ["the port is not there", { ref: entry, path: "spec.ports[7]" }, object("ServiceEntry", ports)],
    ["the entry was not read", port, ""],
  ])("beginTls() makes nothing where %s", (_, spot, yaml) => {
    expect(beginTls(spot, yamlMesh(yaml))).toEqual([]);
  });

  const tls: Spot = { ref: rule, path: "spec.trafficPolicy.tls" };
  const begun = object("DestinationRule", "{ host: a.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }");
  const without = "DestinationRule shop/bank: remove /spec/trafficPolicy/tls";

  it.each([
    [
      "{ hosts: [a.example.com], ports: [{ number: 80 }] }",
      ["ServiceEntry shop/bank: add /spec/ports/0/targetPort 443", `${without} (weakens)`],
    ],
    [
      "{ hosts: [a.example.com], ports: [{ number: 443 }, { number: 8080, targetPort: 80 }] }",
      ["ServiceEntry shop/bank: replace /spec/ports/1/targetPort 443", `${without} (weakens)`],
    ],
    ["{ hosts: [a.example.com], ports: [{ number: 443 }] }", [without]],
    ["{ hosts: [b.example.com], ports: [{ number: 80 }] }", [without]],
  ])("endTls() of %s", (spec, wanted) => {
    expect(proposed(endTls(tls, yamlMesh(begun + object("ServiceEntry", spec))))).toEqual(wanted);
  });

  it("endTls() takes nothing away that is not there", () => {
    expect(endTls(tls, yamlMesh(object("DestinationRule", "{ host: a.example.com }")))).toEqual([]);
  });
});

type Reason = CauseOf<"no-endpoints">["reason"];

function empty(reason: Reason, spot: Spot, related: readonly Spot[] = []): CauseOf<"no-endpoints"> {
  return { code: "no-endpoints", service, spot, why: "", reason, related, evidence: [] };
}

describe("gainEndpoints()", () => {
  const selector: Spot = { ref: service, path: "spec.selector" };
  const deployment: Ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "payment" };
  const near: Spot = { ref: deployment, path: "spec.template.metadata.labels" };
  const workload = (labels: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: payment, namespace: shop }\nspec: { template: { metadata: { labels: ${labels} }, spec: { containers: [] } } }\n`;
  const select = (written: string, labels: string, related = [near]) =>
    proposed(
      gainEndpoints(
        empty("selector", selector, related),
        yamlMesh(serviceYaml(`{ selector: ${written}, ports: [] }`) + workload(labels)),
      ),
    );

  it.each([
    ["{ app: payments }", "{ app: payment, version: v1 }", ['{"app":"payment"}']],
    ["{ app: payment, tier: x }", "{ app: payment }", ['{"app":"payment"}']],
    ["{ name: payment }", "{ app: payment }", []],
  ])("selector %s of pods with %s", (written, labels, wanted) => {
    expect(select(written, labels)).toEqual(
      wanted.map((value) => `Service shop/payment: replace /spec/selector ${value}`),
    );
  });

  it("selects nothing where no workload is near", () => {
    expect(select("{ app: payments }", "{ app: payment }", [])).toEqual([]);
    expect(gainEndpoints(empty("selector", selector, [near]), yamlMesh(workload("{ app: payment }")))).toEqual([]);
  });

  const target: Spot = { ref: service, path: "spec.ports[0].targetPort" };
  const pod: Spot = { ref: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "a" }, path: "spec.containers" };
  const aim = (ports: string, related = [pod]) =>
    proposed(
      gainEndpoints(
        empty("named-port", target, related),
        yamlMesh(
          serviceYaml("{ ports: [{ port: 8080, targetPort: web }] }") +
            podYaml(
              "a",
              "{}",
              `spec: { containers: [{ name: a, ports: ${ports} }, { name: istio-proxy, ports: [{ name: web2, containerPort: 15090 }] }] }`,
            ),
        ),
      ),
    );

  it.each([
    ["the name that is alike, then the only number", "[{ name: webb, containerPort: 9000 }]", ['"webb"', "9000"]],
    [
      "the number that the Service has",
      "[{ name: http, containerPort: 8080 }, { name: admin, containerPort: 9000 }]",
      ["8080"],
    ],
    [
      "nothing where several could be meant",
      "[{ name: http, containerPort: 8000 }, { name: admin, containerPort: 9000 }]",
      [],
    ],
    ["nothing where nothing is declared", "[]", []],
  ])("target port: %s", (_, ports, wanted) => {
    expect(aim(ports)).toEqual(
      wanted.map((value) => `Service shop/payment: replace /spec/ports/0/targetPort ${value}`),
    );
  });

  it("aims at nothing where no pod is known", () => {
    expect(aim("[{ containerPort: 8080 }]", [])).toEqual([]);
  });

  it("lets a Service send to every node", () => {
    const spot = { ref: service, path: "spec.internalTrafficPolicy" };
    expect(proposed(gainEndpoints(empty("node-local", spot), yamlMesh("")))).toEqual([
      'Service shop/payment: replace /spec/internalTrafficPolicy "Cluster"',
    ]);
  });

  it.each(["scaled-to-zero", "not-ready", "no-pods", "webhook", "locality"] as const)(
    "has no patch for %s",
    (reason) => {
      expect(gainEndpoints(empty(reason, selector), yamlMesh(""))).toEqual([]);
    },
  );
});

describe("adviseOnPods()", () => {
  const deployment: Ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "payment" };
  const at: Spot = { ref: deployment, path: "spec.template" };
  const advise = (reason: Reason, yaml = "", spot = at) =>
    adviseOnPods(empty(reason, spot), yamlMesh(serviceYaml("{ selector: { app: payment }, ports: [] }") + yaml)).map(
      ({ command }) => command,
    );
  const pod = (name: string, ready: string, status: string) =>
    podYaml(
      name,
      "{ app: payment }",
      `spec: { containers: [] }\nstatus: { conditions: [{ type: Ready, status: "${ready}" }], ${status} }`,
    );

  it.each([
    ["scaled-to-zero", ["kubectl scale deployment payment -n shop --replicas=1"]],
    ["no-pods", ["kubectl describe deployment payment -n shop"]],
    ["webhook", ["kubectl describe deployment payment -n shop"]],
    ["selector", []],
    ["not-ready", []],
  ] as const)("on %s", (reason, wanted) => {
    expect(advise(reason)).toEqual(wanted);
  });

  const ready = pod("a", "True", "containerStatuses: [{ name: app, ready: true, restartCount: 3 }]");
  const waiting = pod("b", "False", "containerStatuses: [{ name: app, ready: false, restartCount: 0 }]");
  const crashed = pod("c", "False", "containerStatuses: [{ name: app, ready: false, restartCount: 1 }]");
  const looping = pod(
    "d",
    "False",
    "containerStatuses: [{ name: app, ready: false, restartCount: 0, state: { waiting: { reason: CrashLoopBackOff } } }]",
  );
  const stuck = pod("e", "False", "initContainerStatuses: [{ name: init, ready: false, restartCount: 2 }]");

  it.each([
    ["a pod that is not ready", ready + waiting, ["kubectl describe pod b -n shop"]],
    [
      "a container that was restarted",
      waiting + crashed,
      ["kubectl logs c -n shop -c app --previous", "kubectl describe pod b -n shop"],
    ],
    [
      "a container in a crash loop",
      looping,
      ["kubectl logs d -n shop -c app --previous", "kubectl describe pod d -n shop"],
    ],
    [
      "an init container that fails",
      stuck,
      ["kubectl logs e -n shop -c init --previous", "kubectl describe pod e -n shop"],
    ],
    ["no pod that is not ready", ready, []],
  ])("reads of %s", (_, yaml, wanted) => {
    expect(advise("not-ready", yaml)).toEqual(wanted);
    expect(advise("subset-not-ready", yaml)).toEqual(wanted);
  });

  it("puts no name into a command that a shell could take for more", () => {
    expect(advise("scaled-to-zero", "", { ...at, ref: { ...deployment, name: "$(reboot)" } })).toEqual([undefined]);
    expect(advise("scaled-to-zero", "", { ...at, ref: { ...deployment, namespace: "a b" } })).toEqual([undefined]);
  });
});
