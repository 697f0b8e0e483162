import type { Spot } from "../model/cause.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import { path } from "../model/path.ts";
import type { Pod } from "../model/resources/core.ts";
import { ipInBlocks } from "./ip-blocks.ts";
import { refOf } from "./ref-of.ts";

/** Whether a pod's proxy gets to see a connection, and which field decides. */
export interface Capture {
  readonly captured: boolean;
  /** What lets the connection pass the proxy by, or captures it where that is not the default. */
  readonly spot?: Spot;
  readonly why?: string;
  readonly because: readonly Evidence[];
}

/** A setting of the redirection: an argument of istio-init, else an annotation, else the default. */
interface Setting {
  readonly value: string;
  /** The value as it stands at `spot`. */
  readonly shown: string | undefined;
  readonly spot: Spot | undefined;
}

interface Knob {
  readonly flags: readonly string[];
  readonly annotation: string;
  readonly fallback: string;
}

const prefix = "traffic.sidecar.istio.io";

/** Source: files/injection-template.yaml (istio-init); tools/istio-iptables/pkg/constants `flags`. */
const knobs = {
  mode: knob(["-m", "--istio-inbound-interception-mode"], "sidecar.istio.io/interceptionMode", "REDIRECT"),
  inboundPorts: knob(["-b", "--istio-inbound-ports"], `${prefix}/includeInboundPorts`, "*"),
  notInboundPorts: knob(["-d", "--istio-local-exclude-ports"], `${prefix}/excludeInboundPorts`, ""),
  outboundPorts: knob(["-q", "--istio-outbound-ports"], `${prefix}/includeOutboundPorts`, ""),
  notOutboundPorts: knob(["-o", "--istio-local-outbound-ports-exclude"], `${prefix}/excludeOutboundPorts`, ""),
  ranges: knob(["-i", "--istio-service-cidr"], `${prefix}/includeOutboundIPRanges`, "*"),
  notRanges: knob(["-x", "--istio-service-exclude-cidr"], `${prefix}/excludeOutboundIPRanges`, ""),
  proxyUid: knob(["-u", "--proxy-uid"], "", "1337"),
};

/** Envoy's metrics, health and the agent's status ports, and the HBONE port: never redirected. */
const neverInbound: readonly number[] = [15090, 15021, 15008];
const statusPort = "status.sidecar.istio.io/port";

function knob(flags: readonly string[], annotation: string, fallback: string): Knob {
  return { flags, annotation, fallback };
}

/**
 * Whether a connection that the application opens goes through its sidecar. The order is that of the firewall rules:
 * excluded ports, the proxy's own user, loopback, excluded ranges, included ports, included ranges.
 * `destinationIp` undefined: not known, so ranges cannot exclude it.
 * Source: tools/istio-iptables/pkg/capture/run.go `Run`, `handleOutboundPortsInclude`, `handleOutboundIncludeRules`.
 */
export function capturesOutbound(pod: Pod, destinationIp: string | undefined, port: number): Capture {
  const off = noCapture(pod);
  if (off !== undefined) return off;
  const excluded = settingOf(pod, knobs.notOutboundPorts);
  if (lists(excluded, port)) return passes(excluded, `port ${port} is excluded from capture`);
  const ownUser = asProxyUser(pod);
  if (ownUser !== undefined) return ownUser;
  if (destinationIp !== undefined && ipInBlocks(destinationIp, ["127.0.0.0/8", "::1/128"])) return loopback;
  const excludedRanges = settingOf(pod, knobs.notRanges);
  if (inRanges(excludedRanges, destinationIp))
    return passes(excludedRanges, `${destinationIp} lies in a range that is excluded from capture`);
  const included = settingOf(pod, knobs.outboundPorts);
  if (lists(included, port)) return caught(included);
  const ranges = settingOf(pod, knobs.ranges);
  if (ranges.value === "*" || (destinationIp === undefined && ranges.value !== "") || inRanges(ranges, destinationIp))
    return caught(ranges);
  return passes(ranges, `${destinationIp ?? "the address"} lies in none of the ranges that are captured`);
}

/**
 * Whether a connection to a port of the pod goes through its sidecar. A list of included ports leaves the excluded
 * ones no part.
 * Source: tools/istio-iptables/pkg/capture/run.go `handleInboundPortsInclude`.
 */
export function capturesInbound(pod: Pod, port: number): Capture {
  const off = noCapture(pod);
  if (off !== undefined) return off;
  const status = pod.metadata.annotations[statusPort];
  if (neverInbound.includes(port) || port === Number(status ?? 15020))
    return {
      captured: false,
      why: `port ${port} is the proxy's own`,
      because: [byDefault(`port ${port} is never captured`)],
    };
  const included = settingOf(pod, knobs.inboundPorts);
  if (included.value !== "*")
    return lists(included, port) ? caught(included) : passes(included, `port ${port} is not among those captured`);
  const excluded = settingOf(pod, knobs.notInboundPorts);
  return lists(excluded, port) ? passes(excluded, `port ${port} is excluded from capture`) : caught(included);
}

const loopback: Capture = {
  captured: false,
  why: "the application dials its own pod",
  because: [byDefault("connections over loopback are not captured")],
};

/** `NONE`: nothing is redirected, in either direction. Source: files/injection-template.yaml. */
function noCapture(pod: Pod): Capture | undefined {
  const mode = settingOf(pod, knobs.mode);
  if (mode.value === "NONE") return passes(mode, "the interception mode NONE redirects nothing");
  if (mode.spot !== undefined) return undefined;
  const config = pod.metadata.annotations["proxy.istio.io/config"];
  if (config === undefined || !/interceptionMode"?\s*:\s*"?NONE\b/.test(config)) return undefined;
  const spot = { ref: refOf(pod), path: path("metadata", "annotations", "proxy.istio.io/config") };
  return passes({ value: config, shown: config, spot }, "the interception mode NONE redirects nothing");
}

/** Connections of the proxy's own user are let through, lest they loop; an application must not run as it. */
function asProxyUser(pod: Pod): Capture | undefined {
  const proxy = Number(settingOf(pod, knobs.proxyUid).value);
  const applications = pod.spec.containers.map((container, i) => ({ container, i })).filter(isApplication);
  const [first] = applications;
  if (first === undefined || !applications.every(({ container }) => userOf(pod, container) === proxy)) return undefined;
  const own = first.container.securityContext?.runAsUser !== undefined;
  const at = own
    ? path("spec", "containers", first.i, "securityContext", "runAsUser")
    : "spec.securityContext.runAsUser";
  const ref = refOf(pod);
  const why = `the application runs as user ${proxy}, the proxy's own`;
  return { captured: false, spot: { ref, path: at }, why, because: [field(ref, at, proxy)] };
}

function isApplication({ container }: { readonly container: { readonly name: string } }): boolean {
  return container.name !== "istio-proxy";
}

function userOf(pod: Pod, container: Pod["spec"]["containers"][number]): number | undefined {
  return container.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser;
}

/** The argument decides; the annotation that it was made from is what a person can change. */
function settingOf(pod: Pod, { flags, annotation, fallback }: Knob): Setting {
  const ref = refOf(pod);
  const written = annotation === "" ? undefined : pod.metadata.annotations[annotation];
  const noted = written === undefined ? undefined : { ref, path: path("metadata", "annotations", annotation) };
  const given = argumentOf(pod, flags);
  if (given === undefined) return { value: written ?? fallback, shown: written, spot: noted };
  const { value } = given;
  if (noted !== undefined && parts(written ?? "").every((part) => parts(value).includes(part)))
    return { value, shown: written, spot: noted };
  return { value, shown: value, spot: value === fallback ? undefined : { ref, path: given.path } };
}

/** `-d 15090,15021` or `--istio-local-exclude-ports=15090`. */
function argumentOf({ spec }: Pod, flags: readonly string[]): { value: string; path: string } | undefined {
  const at = spec.initContainers?.findIndex(({ name }) => name === "istio-init") ?? -1;
  const args = spec.initContainers?.[at]?.args ?? [];
  for (const [i, arg] of args.entries()) {
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg : arg.slice(0, equals);
    if (!flags.includes(name)) continue;
    if (equals >= 0) return { value: arg.slice(equals + 1), path: path("spec", "initContainers", at, "args", i) };
    return { value: args[i + 1] ?? "", path: path("spec", "initContainers", at, "args", i + 1) };
  }
  return undefined;
}

function lists({ value }: Setting, port: number): boolean {
  return parts(value).some((part) => part === "*" || Number(part) === port);
}

function inRanges({ value }: Setting, ip: string | undefined): boolean {
  return ip !== undefined && ipInBlocks(ip, parts(value));
}

function parts(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function passes(setting: Setting, why: string): Capture {
  return {
    captured: false,
    ...(setting.spot === undefined ? {} : { spot: setting.spot }),
    why,
    because: evidenceOf(setting),
  };
}

function caught(setting: Setting): Capture {
  return {
    captured: true,
    ...(setting.spot === undefined ? {} : { spot: setting.spot }),
    because: evidenceOf(setting),
  };
}

function evidenceOf({ spot, shown }: Setting): Evidence[] {
  return spot === undefined
    ? [byDefault("a sidecar captures all TCP connections")]
    : [field(spot.ref, spot.path, shown)];
}
