import { isKeptProxyVariable } from "./kept-variable.ts";
import { parseKubernetesYaml } from "./kubernetes-yaml.ts";
import { picked } from "./picked.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";

const kept: readonly string[] = [
  "discoveryAddress",
  "gatewayTopology",
  "holdApplicationUntilProxyStarts",
  "interceptionMode",
  "terminationDrainDuration",
];

/** The annotation `proxy.istio.io/config`, as JSON with the known fields only: it may set any variable of the proxy. */
export function reducedProxyConfig(text: string): string {
  const parsed = parseKubernetesYaml(text);
  if (!("value" in parsed) || !isRawObject(parsed.value)) return "{}";
  const { proxyMetadata } = parsed.value;
  return JSON.stringify({
    ...picked(parsed.value, kept),
    ...(isRawObject(proxyMetadata) ? { proxyMetadata: keptVariables(proxyMetadata) } : {}),
  });
}

function keptVariables(variables: RawObject): RawObject {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => isKeptProxyVariable(name)));
}
