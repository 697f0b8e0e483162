import type { Mesh, MeshSettings } from "../model/mesh.ts";
import type { ConfigMap } from "../model/resources/core.ts";
import type { MeshConfig } from "../model/resources/mesh-config.ts";
import { refOf } from "./ref-of.ts";

/**
 * MeshConfig in force, defaults filled in. Where several control planes are installed the unrevisioned one speaks; of
 * proxies of another that says otherwise nothing is supposed (`otherConfig`).
 * Source of the defaults: pkg/config/mesh/mesh.go `DefaultMeshConfig`.
 */
export function settingsOf(mesh: Mesh): MeshSettings {
  const map = meshConfigMap(mesh);
  const config = map?.mesh ?? {};
  return {
    ...withDefaults(config, map?.metadata.namespace),
    domain: "cluster.local",
    ref: map === undefined ? undefined : refOf(map),
    config,
    istioVersion: versionIn(mesh),
  };
}

/** What of a mesh configuration decides requests: logs and retries left out, defaults filled in. */
export function deciding(config: MeshConfig, namespace: string): unknown {
  const {
    accessLogFile: _file,
    accessLogFormat: _format,
    accessLogEncoding: _encoding,
    defaultProviders: _providers,
    defaultHttpRetryPolicy: _retries,
    ...rest
  } = config;
  return { ...rest, outboundTrafficPolicy: null, enableAutoMtls: null, ...withDefaults(config, namespace) };
}

function withDefaults(
  config: MeshConfig,
  namespace: string | undefined,
): Omit<MeshSettings, "domain" | "ref" | "config" | "istioVersion"> {
  return {
    rootNamespace: config.rootNamespace ?? namespace ?? "istio-system",
    trustDomain: config.trustDomain ?? "cluster.local",
    trustDomainAliases: config.trustDomainAliases ?? [],
    outboundMode: config.outboundTrafficPolicy?.mode === "REGISTRY_ONLY" ? "REGISTRY_ONLY" : "ALLOW_ANY",
    autoMtls: config.enableAutoMtls ?? true,
    serviceExportTo: config.defaultServiceExportTo ?? ["*"],
    virtualServiceExportTo: config.defaultVirtualServiceExportTo ?? ["*"],
    destinationRuleExportTo: config.defaultDestinationRuleExportTo ?? ["*"],
    extensionProviders: config.extensionProviders ?? [],
  };
}

function meshConfigMap(mesh: Mesh): ConfigMap | undefined {
  const maps = mesh.all("ConfigMap").filter(({ mesh: config }) => config !== undefined);
  return maps.find(({ metadata }) => metadata.name === "istio") ?? maps[0];
}

/** From istiod's image; else from the sample of proxies nearest at hand. */
function versionIn(mesh: Mesh): string | undefined {
  for (const namespace of ["istio-system", ...mesh.all("ConfigMap").map(({ metadata }) => metadata.namespace)]) {
    for (const pod of mesh.list("Pod", namespace)) {
      for (const { image } of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
        const version = image === undefined ? undefined : imageVersion(image);
        if (version !== undefined) return version;
      }
    }
  }
  return undefined;
}

/** `docker.io/istio/pilot:1.26.2-distroless` → `1.26.2`. */
export function imageVersion(image: string): string | undefined {
  return /\/(?:pilot|proxyv2)[^:]*:v?(\d+\.\d+(?:\.\d+)?)/.exec(image)?.[1];
}
