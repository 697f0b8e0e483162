import { expect, test } from "vitest";
import { capturesInbound, capturesOutbound } from "../../src/mesh/capture.ts";
import type { Pod } from "../../src/model/resources/core.ts";

interface Facts {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly user?: number;
  readonly podUser?: number;
}

const prefix = "traffic.sidecar.istio.io";

function pod({ annotations = {}, args, user, podUser }: Facts): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "x", namespace: "shop", labels: {}, annotations },
    spec: {
      ...(podUser === undefined ? {} : { securityContext: { runAsUser: podUser } }),
      containers: [
        { name: "app", ...(user === undefined ? {} : { securityContext: { runAsUser: user } }) },
        { name: "istio-proxy", securityContext: { runAsUser: 1337 } },
      ],
      ...(args === undefined ? {} : { initContainers: [{ name: "istio-init", args }] }),
    },
    status: {},
  };
}

function noted(name: string): string {
  return `metadata.annotations["${name}"]`;
}

test.each<[string, Facts, string | undefined, boolean, string | undefined]>([
  ["nothing said", {}, "10.0.0.9", true, undefined],
  [
    "port excluded",
    { annotations: { [`${prefix}/excludeOutboundPorts`]: "3306, 8080" } },
    "10.0.0.9",
    false,
    noted(`${prefix}/excludeOutboundPorts`),
  ],
  [
    "another port excluded",
    { annotations: { [`${prefix}/excludeOutboundPorts`]: "3306" } },
    "10.0.0.9",
    true,
    undefined,
  ],
  [
    "range excluded",
    { annotations: { [`${prefix}/excludeOutboundIPRanges`]: "10.0.0.0/24" } },
    "10.0.0.9",
    false,
    noted(`${prefix}/excludeOutboundIPRanges`),
  ],
  [
    "another range excluded",
    { annotations: { [`${prefix}/excludeOutboundIPRanges`]: "10.1.0.0/24" } },
    "10.0.0.9",
    true,
    undefined,
  ],
  [
    "range excluded, address unknown",
    { annotations: { [`${prefix}/excludeOutboundIPRanges`]: "10.0.0.0/24" } },
    undefined,
    true,
    undefined,
  ],
  [
    "range included",
    { annotations: { [`${prefix}/includeOutboundIPRanges`]: "10.0.0.0/24" } },
    "10.0.0.9",
    true,
    noted(`${prefix}/includeOutboundIPRanges`),
  ],
  [
    "another range included",
    { annotations: { [`${prefix}/includeOutboundIPRanges`]: "10.1.0.0/24" } },
    "10.0.0.9",
    false,
    noted(`${prefix}/includeOutboundIPRanges`),
  ],
  [
    "no range included",
    { annotations: { [`${prefix}/includeOutboundIPRanges`]: "" } },
    "10.0.0.9",
    false,
    noted(`${prefix}/includeOutboundIPRanges`),
  ],
  [
    "no range included, but the port",
    { annotations: { [`${prefix}/includeOutboundIPRanges`]: "", [`${prefix}/includeOutboundPorts`]: "8080" } },
    "10.0.0.9",
    true,
    noted(`${prefix}/includeOutboundPorts`),
  ],
  [
    "range excluded, port included",
    {
      annotations: { [`${prefix}/excludeOutboundIPRanges`]: "10.0.0.0/24", [`${prefix}/includeOutboundPorts`]: "8080" },
    },
    "10.0.0.9",
    false,
    noted(`${prefix}/excludeOutboundIPRanges`),
  ],
  [
    "port excluded and included",
    { annotations: { [`${prefix}/excludeOutboundPorts`]: "8080", [`${prefix}/includeOutboundPorts`]: "8080" } },
    "10.0.0.9",
    false,
    noted(`${prefix}/excludeOutboundPorts`),
  ],
  [
    "IPv6 range excluded",
    { annotations: { [`${prefix}/excludeOutboundIPRanges`]: "fd00::/8" } },
    "fd00::1",
    false,
    noted(`${prefix}/excludeOutboundIPRanges`),
  ],
  ["loopback", {}, "127.0.0.1", false, undefined],
  [
    "interception NONE",
    { annotations: { "sidecar.istio.io/interceptionMode": "NONE" } },
    "10.0.0.9",
    false,
    noted("sidecar.istio.io/interceptionMode"),
  ],
  [
    "interception TPROXY",
    { annotations: { "sidecar.istio.io/interceptionMode": "TPROXY" } },
    "10.0.0.9",
    true,
    undefined,
  ],
  [
    "ProxyConfig NONE",
    { annotations: { "proxy.istio.io/config": '{"interceptionMode":"NONE"}' } },
    "10.0.0.9",
    false,
    noted("proxy.istio.io/config"),
  ],
  ["the proxy's user", { user: 1337 }, "10.0.0.9", false, "spec.containers[0].securityContext.runAsUser"],
  ["the proxy's user, for the pod", { podUser: 1337 }, "10.0.0.9", false, "spec.securityContext.runAsUser"],
  ["the container's user beats the pod's", { podUser: 1337, user: 1000 }, "10.0.0.9", true, undefined],
  ["another proxy user", { user: 1337, args: ["-u", "2000"] }, "10.0.0.9", true, undefined],
  [
    "argument without annotation",
    { args: ["istio-iptables", "-o", "8080"] },
    "10.0.0.9",
    false,
    "spec.initContainers[0].args[2]",
  ],
  [
    "argument with an equals sign",
    { args: ["--istio-service-exclude-cidr=10.0.0.0/8"] },
    "10.0.0.9",
    false,
    "spec.initContainers[0].args[0]",
  ],
  [
    "argument from the annotation",
    { args: ["-o", "8080"], annotations: { [`${prefix}/excludeOutboundPorts`]: "8080" } },
    "10.0.0.9",
    false,
    noted(`${prefix}/excludeOutboundPorts`),
  ],
  [
    "argument beats a later annotation",
    { args: ["-o", ""], annotations: { [`${prefix}/excludeOutboundPorts`]: "8080" } },
    "10.0.0.9",
    true,
    undefined,
  ],
])("capturesOutbound() with %s", (_, facts, ip, captured, path) => {
  const found = capturesOutbound(pod(facts), ip, 8080);
  expect(found.captured).toBe(captured);
  expect(found.spot?.path).toBe(path);
  expect(found.because).not.toEqual([]);
});

test.each<[string, Facts, number, boolean, string | undefined]>([
  ["nothing said", {}, 8080, true, undefined],
  ["metrics", {}, 15090, false, undefined],
  ["health", {}, 15021, false, undefined],
  ["status", {}, 15020, false, undefined],
  ["tunnel", {}, 15008, false, undefined],
  ["another status port", { annotations: { "status.sidecar.istio.io/port": "15999" } }, 15999, false, undefined],
  [
    "the default status port, moved",
    { annotations: { "status.sidecar.istio.io/port": "15999" } },
    15020,
    true,
    undefined,
  ],
  [
    "port excluded",
    { annotations: { [`${prefix}/excludeInboundPorts`]: "8080" } },
    8080,
    false,
    noted(`${prefix}/excludeInboundPorts`),
  ],
  ["another port excluded", { annotations: { [`${prefix}/excludeInboundPorts`]: "8081" } }, 8080, true, undefined],
  [
    "port included",
    { annotations: { [`${prefix}/includeInboundPorts`]: "8080,8081" } },
    8080,
    true,
    noted(`${prefix}/includeInboundPorts`),
  ],
  [
    "another port included",
    { annotations: { [`${prefix}/includeInboundPorts`]: "8081" } },
    8080,
    false,
    noted(`${prefix}/includeInboundPorts`),
  ],
  [
    "no port included",
    { annotations: { [`${prefix}/includeInboundPorts`]: "" } },
    8080,
    false,
    noted(`${prefix}/includeInboundPorts`),
  ],
  [
    "port included and excluded",
    { annotations: { [`${prefix}/includeInboundPorts`]: "8080", [`${prefix}/excludeInboundPorts`]: "8080" } },
    8080,
    true,
    noted(`${prefix}/includeInboundPorts`),
  ],
  [
    "all included, port excluded",
    { annotations: { [`${prefix}/includeInboundPorts`]: "*", [`${prefix}/excludeInboundPorts`]: "8080" } },
    8080,
    false,
    noted(`${prefix}/excludeInboundPorts`),
  ],
  [
    "interception NONE",
    { annotations: { "sidecar.istio.io/interceptionMode": "NONE" } },
    8080,
    false,
    noted("sidecar.istio.io/interceptionMode"),
  ],
  ["argument", { args: ["-b", "*", "-d", "15090,15021,15020,8080"] }, 8080, false, "spec.initContainers[0].args[3]"],
  [
    "argument from the annotation",
    { args: ["-d", "15090,8080"], annotations: { [`${prefix}/excludeInboundPorts`]: "8080" } },
    8080,
    false,
    noted(`${prefix}/excludeInboundPorts`),
  ],
  [
    "arguments as the template writes them",
    { args: ["-m", "REDIRECT", "-i", "*", "-x", "", "-b", "*", "-d", "15090,15021,15020"] },
    8080,
    true,
    undefined,
  ],
])("capturesInbound() with %s", (_, facts, port, captured, path) => {
  const found = capturesInbound(pod(facts), port);
  expect(found.captured).toBe(captured);
  expect(found.spot?.path).toBe(path);
});
