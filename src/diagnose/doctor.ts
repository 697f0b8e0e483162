import { createMesh } from "../mesh/create-mesh.ts";
import { imageVersion } from "../mesh/settings.ts";
import { compare } from "../model/compare.ts";
import {
  type Checkup,
  type CheckupEntry,
  type CheckupGroup,
  type Condition,
  type LiveProbes,
  type Probes,
  type ReachStep,
  type RightProbe,
  worstOf,
} from "../model/doctor.ts";
import type { Telemetry } from "../model/resources/routing.ts";

/** What is known of the configuration file, where there is one. */
export type ConfigProbe =
  | { readonly file: string; readonly clusters: number }
  | { readonly file: string; readonly trouble: string; readonly next: string };

/** Switches the log on for one workload, and for nobody else. Source: Istio, "Telemetry API". */
const telemetryCommand = `kubectl apply -f - <<'EOF'
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: payment-access-log, namespace: shop}
spec:
  selector: {matchLabels: {app: payment}}
  accessLogging: [{providers: [{name: envoy}]}]
EOF`;

/** A server's clock is told in whole seconds; more than this is a difference. */
const clockMs = 5000;
const staleMs = 24 * 60 * 60_000;

/** Judges what was tried: what is well, what is worth knowing, and what is missing, with what to do about each. */
export function doctor(probes: Probes, config?: ConfigProbe): Checkup {
  const { name, live, at } = probes;
  const groups = [
    ...group("Configuration", config === undefined ? [] : [configEntry(config)]),
    ...(live === undefined ? [] : group("Reachability", live.reach.map(reachEntry))),
    ...(live !== undefined && !isReached(live) ? [] : reachedGroups(probes)),
  ];
  const condition = worstOf(groups.flatMap(({ entries }) => entries.map((entry) => entry.condition)));
  return { name, isLive: live !== undefined, observedAt: at, condition, groups };
}

function isReached({ reach }: LiveProbes): boolean {
  return reach.every(({ state }) => state !== "failed");
}

function reachedGroups(probes: Probes): readonly CheckupGroup[] {
  const { live } = probes;
  const needed = live?.rights.filter(({ need }) => need !== "optional") ?? [];
  const optional = live?.rights.filter(({ need }) => need === "optional") ?? [];
  return [
    ...group("Versions", [...serverEntries(live), ...istioEntries(probes)]),
    ...group("Permissions", [...rightEntries(needed), ...excessEntries(live)]),
    ...group("Optional permissions", optionalEntries(optional)),
    ...group("Access logging", accessLogEntries(probes)),
    ...group(live === undefined ? "Age" : "Clock", [live === undefined ? ageEntry(probes) : clockEntry(probes)]),
  ];
}

function group(title: string, entries: readonly CheckupEntry[]): readonly CheckupGroup[] {
  return entries.length === 0 ? [] : [{ title, entries }];
}

function entry(id: string, condition: Condition, what: string, hint?: string, command?: string): CheckupEntry {
  return {
    id,
    condition,
    what,
    ...(hint === undefined ? {} : { hint }),
    ...(command === undefined ? {} : { command }),
  };
}

function configEntry(config: ConfigProbe): CheckupEntry {
  if ("trouble" in config) return entry("config/file", "missing", config.trouble, config.next);
  const { file, clusters } = config;
  return entry("config/file", "well", `${file} is right, and names ${counted(clusters, "cluster")}`);
}

const stepTitles: Readonly<Record<ReachStep, string>> = {
  connection: "Connection",
  dns: "DNS",
  tcp: "TCP",
  tls: "TLS",
  authentication: "Authentication",
};

function reachEntry({ step, state, what, hint }: LiveProbes["reach"][number]): CheckupEntry {
  const condition = state === "failed" ? "unreachable" : state;
  return entry(`reach/${step}`, condition, `${stepTitles[step]}: ${what}`, hint);
}

const istioGroups = ["networking.istio.io", "security.istio.io", "telemetry.istio.io", "extensions.istio.io"];

function serverEntries(live: LiveProbes | undefined): readonly CheckupEntry[] {
  if (live === undefined) return [];
  const { version, served } = live;
  const kubernetes =
    version === undefined
      ? entry("version/kubernetes", "warning", "Kubernetes does not say its version")
      : entry("version/kubernetes", "well", `Kubernetes ${version.replace(/^v/, "")}`);
  if (served === undefined)
    return [
      kubernetes,
      entry(
        "version/served",
        "warning",
        "the server does not say which kinds it serves; the usual versions are tried",
        "Bind the ClusterRole system:discovery to whoever asks.",
      ),
    ];
  const istio = istioGroups.flatMap((name) =>
    served[name] === undefined ? [] : [`${name} ${served[name].join(", ")}`],
  );
  const gateway = served["gateway.networking.k8s.io"];
  return [
    kubernetes,
    istio.length === 0
      ? entry(
          "version/istio-api",
          "missing",
          "no kind of Istio is served",
          "Install Istio with its CustomResourceDefinitions, or ask another cluster: --context or --cluster.",
        )
      : entry("version/istio-api", "well", `Istio's kinds are served: ${istio.join("; ")}`),
    gateway === undefined
      ? entry("version/gateway-api", "well", "the Gateway API is not installed: there are no routes of it to look at")
      : entry("version/gateway-api", "well", `the Gateway API is served: ${gateway.join(", ")}`),
  ];
}

function istioEntries(probes: Probes): readonly CheckupEntry[] {
  const { resources, gaps } = probes;
  const { Pod = [], MutatingWebhookConfiguration: webhooks = [] } = resources;
  const versions = new Set<string>();
  const revisions = new Set<string>();
  for (const { metadata, spec } of Pod)
    for (const { image } of spec.containers) {
      const version = image === undefined || !image.includes("/pilot") ? undefined : imageVersion(image);
      if (version === undefined) continue;
      versions.add(version);
      revisions.add(metadata.labels["istio.io/rev"] ?? "default");
    }
  for (const { metadata, webhooks: each } of webhooks)
    if (each.some(({ name }) => name.endsWith("istio.io"))) revisions.add(metadata.labels["istio.io/rev"] ?? "default");
  const isUnread = gaps.some(({ kind }) => kind === "Pod");
  const known = [...versions].sort(compare);
  const named = [...revisions].sort(compare);
  return [
    known.length === 0
      ? entry(
          "version/istio",
          "warning",
          `Istio's version is not known: ${isUnread ? "istiod's pods could not be read" : "no pod of istiod was found"}`,
          "Rules that differ by version are taken as in the newest that meshwhy knows.",
        )
      : entry(
          "version/istio",
          "well",
          `Istio ${known.join(", ")}${named.length === 0 ? "" : `, revision ${named.join(", ")}`}`,
        ),
    featuresEntry(probes),
  ];
}

function featuresEntry({ resources, gaps }: Probes): CheckupEntry {
  const {
    Namespace = [],
    DaemonSet = [],
    Gateway = [],
    KubernetesGateway = [],
    MutatingWebhookConfiguration = [],
  } = resources;
  const ambient = Namespace.filter(({ metadata }) => metadata.labels["istio.io/dataplane-mode"] === "ambient").length;
  const hasTunnel = DaemonSet.some(({ metadata }) => metadata.name.includes("ztunnel"));
  const waypoints = KubernetesGateway.filter(({ spec }) => spec.gatewayClassName === "istio-waypoint").length;
  const networks = new Set(Namespace.flatMap(({ metadata }) => metadata.labels["topology.istio.io/network"] ?? []));
  const eastWest = Gateway.some(({ spec }) => (spec.servers ?? []).some(({ tls }) => tls?.mode === "AUTO_PASSTHROUGH"));
  const features = [
    MutatingWebhookConfiguration.length > 0 ? "sidecars" : undefined,
    ambient > 0 || hasTunnel
      ? `ambient (${counted(ambient, "namespace")}, ${counted(waypoints, "waypoint")})`
      : undefined,
    networks.size > 0 || eastWest
      ? `several clusters or networks${networks.size > 0 ? ` (here: ${[...networks].sort(compare).join(", ")})` : ""}`
      : undefined,
  ].filter((feature) => feature !== undefined);
  if (networks.size > 0 || eastWest)
    return entry(
      "features",
      "warning",
      `in use: ${features.join(", ")}`,
      "Endpoints in clusters that are not configured are named unknowns of an answer; name those clusters in meshwhy.yaml.",
    );
  if (features.length === 0 && gaps.some(({ kind }) => kind === "MutatingWebhookConfiguration"))
    return entry("features", "warning", "whether sidecars or ambient are in use is not known: it could not be read");
  return entry(
    "features",
    "well",
    features.length === 0 ? "neither sidecars nor ambient were found" : `in use: ${features.join(", ")}`,
  );
}

/** All that are there are one line: the others are what is to be seen. */
function rightEntries(rights: readonly RightProbe[]): readonly CheckupEntry[] {
  const well = rights.filter(({ answer }) => answer.is === "yes");
  if (rights.length === 0) return [];
  const all =
    well.length === rights.length
      ? `all ${rights.length} rights that questions take are there`
      : `${well.length} of ${rights.length} rights that questions take are there`;
  const isNamespaced = rights.some(({ answer }) => answer.is === "some");
  return [
    ...(well.length === 0 ? [] : [entry("rights", "well", all)]),
    ...placedEntries(rights),
    ...rights
      .filter((right) => right.answer.is !== "yes" && placesOf(right) === undefined)
      // Whoever grants namespaces only has chosen to grant nothing that belongs to none.
      .map((right) => rightEntry(isNamespaced && right.isClusterWide ? { ...right, need: "helpful" } : right)),
  ];
}

/** Rights that are there in all of the namespaces that are to be asked, and nowhere else: one line. */
function placedEntries(rights: readonly RightProbe[]): readonly CheckupEntry[] {
  return [...new Set(rights.flatMap((right) => placesOf(right) ?? []))].map((places) => {
    const own = rights.filter((right) => placesOf(right) === places);
    return entry(
      `rights/${places}`,
      "warning",
      `${own.length} of ${rights.length} rights that questions take are there in ${places} only`,
      "Of other namespaces nothing is known; docs/permissions.md says which answers that makes unknown.",
    );
  });
}

/** `shop, bank`: a right that is there in every namespace that was asked, and not in all. */
function placesOf({ answer }: RightProbe): string | undefined {
  return answer.is === "some" && answer.denied.length === 0 ? answer.allowed.join(", ") : undefined;
}

function rightEntry({ name, rule, without, need, granted, namespace, answer }: RightProbe): CheckupEntry {
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  const id = `right/${name}${place}`;
  const add = `as in infra/kubernetes/${granted}, add:`;
  switch (answer.is) {
    case "some": {
      const { allowed, denied } = answer;
      const there = denied.join(", ");
      return entry(
        id,
        need === "needed" ? "missing" : "warning",
        `${name}: only in ${allowed.join(", ")}, not in ${there}`,
        `Unknown in ${there}: ${without}. To a Role there, as in infra/kubernetes/namespaced, add:`,
        `- ${rule}`,
      );
    }
    case "untold":
      return entry(
        id,
        "warning",
        `${name}${place}: could not be asked: ${answer.why}`,
        "It is granted by:",
        `- ${rule}`,
      );
    default:
      return entry(
        id,
        need === "needed" ? "missing" : "warning",
        `${name}${place}: not allowed`,
        `Unknown without it: ${without}. To the role, ${add}`,
        `- ${rule}`,
      );
  }
}

/** One line for each role that can be granted besides. */
function optionalEntries(rights: readonly RightProbe[]): readonly CheckupEntry[] {
  return [...new Set(rights.map(({ granted }) => granted))].map((granted) => {
    const own = rights.filter((right) => right.granted === granted);
    const [first] = own;
    const names = own.map(({ name }) => name).join(", ");
    const id = `optional/${granted}`;
    const untold = own.find(({ answer }) => answer.is === "untold");
    if (untold?.answer.is === "untold")
      return entry(id, "warning", `${names}: could not be asked: ${untold.answer.why}`);
    if (own.every(({ answer }) => answer.is === "yes")) return entry(id, "well", `${names}: everywhere`);
    const places = own.map(({ answer }) => (answer.is === "some" ? answer.allowed : undefined));
    const shared = places[0]?.filter((place) => places.every((some) => some?.includes(place)));
    if (shared !== undefined && shared.length > 0) return entry(id, "well", `${names}: in ${shared.join(", ")}`);
    return entry(
      id,
      "warning",
      `${names}: not granted`,
      `Unknown without: ${first?.without}. It is the role in infra/kubernetes/${granted}, and optional.`,
    );
  });
}

function excessEntries(live: LiveProbes | undefined): readonly CheckupEntry[] {
  const { excess = [] } = live ?? {};
  if (excess.length === 0) return [];
  return [
    entry(
      "right/excess",
      "warning",
      `more is allowed than is ever used: ${excess.join(", ")}`,
      "For a person that may be right; a bot should ask with the roles of infra/kubernetes only.",
    ),
  ];
}

function accessLogEntries({ resources, gaps, at }: Probes): readonly CheckupEntry[] {
  const id = "access-log";
  const { rootNamespace, config, ref } = createMesh({ resources, gaps, at }).settings;
  const file = config.accessLogFile ?? "";
  const byDefault = config.defaultProviders?.accessLogging ?? [];
  const wide = (resources.Telemetry ?? []).filter((one) => one.metadata.namespace === rootNamespace && isWide(one));
  const narrow = (resources.Telemetry ?? []).filter((one) => !wide.includes(one));
  const on = (one: Telemetry): boolean => (one.spec.accessLogging ?? []).some(({ disabled }) => disabled !== true);
  const off = (one: Telemetry): boolean => (one.spec.accessLogging ?? []).some(({ disabled }) => disabled === true);
  const where = (list: readonly Telemetry[]): string =>
    list
      .map(({ metadata }) => `Telemetry ${metadata.namespace}/${metadata.name}`)
      .sort(compare)
      .join(", ");
  const exceptions = narrow.filter(off);
  const except = exceptions.length === 0 ? "" : `; switched off for some by ${where(exceptions)}`;
  const switchedOff = wide.filter((one) => off(one) && !on(one));
  const because =
    switchedOff.length > 0
      ? undefined
      : wide.some(on)
        ? where(wide.filter(on))
        : file !== ""
          ? `accessLogFile ${file} of the mesh's settings`
          : byDefault.length > 0
            ? `the default provider ${byDefault.join(", ")} of the mesh's settings`
            : undefined;
  if (because !== undefined) {
    if (file !== "" && !file.startsWith("/dev/std") && !wide.some(on))
      return [
        entry(
          id,
          "warning",
          `on for the whole mesh, into the file ${file} of each pod, where it cannot be read`,
          "Set accessLogFile to /dev/stdout in the mesh's settings.",
        ),
      ];
    return [entry(id, exceptions.length > 0 ? "warning" : "well", `on for the whole mesh, by ${because}${except}`)];
  }
  const some = narrow.filter(on);
  const isUnread = ref === undefined && gaps.some(({ kind }) => kind === "ConfigMap");
  const hint =
    "Without access logs an answer rests on configuration alone. For one workload, put its label and namespace into this:";
  if (isUnread && some.length === 0)
    return [entry(id, "warning", "whether it is on is not known: the mesh's settings could not be read")];
  const isAll = switchedOff.length > 0 ? `off for the whole mesh, by ${where(switchedOff)}` : "off for the whole mesh";
  return [
    entry(
      id,
      "warning",
      some.length === 0 ? isAll : `on for some workloads only, by ${where(some)}${except}`,
      hint,
      telemetryCommand,
    ),
  ];
}

function isWide({ spec }: Telemetry): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}

function clockEntry({ at, here }: Probes): CheckupEntry {
  const difference = Date.parse(here) - Date.parse(at);
  const seconds = Math.round(Math.abs(difference) / 1000);
  if (Math.abs(difference) < clockMs) return entry("clock", "well", "this machine and the server agree on the time");
  return entry(
    "clock",
    "warning",
    `this machine is ${duration(seconds)} ${difference > 0 ? "ahead of" : "behind"} the server`,
    "Let both follow a time server: tokens are refused where clocks differ by minutes. Answers go by the server's clock.",
  );
}

function ageEntry({ at, here }: Probes): CheckupEntry {
  const age = Date.parse(here) - Date.parse(at);
  if (at.startsWith("1970-"))
    return entry("age", "warning", "nothing in the snapshot tells how old it is", "Name the moment with --at.");
  const what = `the newest in the snapshot is ${duration(Math.max(0, Math.round(age / 1000)))} old`;
  if (age < staleMs) return entry("age", "well", what);
  return entry("age", "warning", what, "Take it again before you trust what it says of now.");
}

function duration(seconds: number): string {
  if (seconds < 120) return counted(seconds, "second");
  if (seconds < 120 * 60) return counted(Math.round(seconds / 60), "minute");
  if (seconds < 48 * 3600) return counted(Math.round(seconds / 3600), "hour");
  return counted(Math.round(seconds / 86_400), "day");
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
