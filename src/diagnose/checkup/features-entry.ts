import { compare } from "../../model/compare.ts";
import type { CheckupEntry, Probes } from "../../model/doctor.ts";
import { counted } from "./counted.ts";
import { entryOf } from "./entry-of.ts";

/** Whether sidecars, ambient and several clusters are in use. */
export function featuresEntry({ resources, gaps }: Probes): CheckupEntry {
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
    return entryOf(
      "features",
      "warning",
      `in use: ${features.join(", ")}`,
      "Endpoints in clusters that are not configured are named unknowns of an answer; name those clusters in meshwhy.yaml.",
    );
  if (features.length === 0 && gaps.some(({ kind }) => kind === "MutatingWebhookConfiguration"))
    return entryOf("features", "warning", "whether sidecars or ambient are in use is not known: it could not be read");
  return entryOf(
    "features",
    "well",
    features.length === 0 ? "neither sidecars nor ambient were found" : `in use: ${features.join(", ")}`,
  );
}
