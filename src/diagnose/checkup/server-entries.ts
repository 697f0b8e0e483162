import type { CheckupEntry, LiveProbes } from "../../model/doctor.ts";
import { entryOf } from "./entry-of.ts";

const istioGroups = ["networking.istio.io", "security.istio.io", "telemetry.istio.io", "extensions.istio.io"];

/** What the API server is, and which kinds of Istio and of the Gateway API it serves. */
export function serverEntries(live: LiveProbes | undefined): readonly CheckupEntry[] {
  if (live === undefined) return [];
  const { version, served } = live;
  const kubernetes =
    version === undefined
      ? entryOf("version/kubernetes", "warning", "Kubernetes does not say its version")
      : entryOf("version/kubernetes", "well", `Kubernetes ${version.replace(/^v/, "")}`);
  if (served === undefined)
    return [
      kubernetes,
      entryOf(
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
      ? entryOf(
          "version/istio-api",
          "missing",
          "no kind of Istio is served",
          "Install Istio with its CustomResourceDefinitions, or ask another cluster: --context or --cluster.",
        )
      : entryOf("version/istio-api", "well", `Istio's kinds are served: ${istio.join("; ")}`),
    gateway === undefined
      ? entryOf("version/gateway-api", "well", "the Gateway API is not installed: there are no routes of it to look at")
      : entryOf("version/gateway-api", "well", `the Gateway API is served: ${gateway.join(", ")}`),
  ];
}
