import { z } from "zod";
import { endpointSelectorSchema } from "./endpoint-selector-schema.ts";
import { isKeptProxyVariable } from "./kept-variable.ts";
import { resourceSchema } from "./resource-schema.ts";
import { stringMap } from "./string-map.ts";
import { workloadSelectorSchema } from "./workload-selector-schema.ts";

/** `networking.istio.io` EnvoyFilter: whom it touches. */
export const envoyFilterSchema = resourceSchema("EnvoyFilter", {
  spec: z.object({ workloadSelector: endpointSelectorSchema.optional() }),
});

/** `extensions.istio.io` WasmPlugin: whom it touches. */
export const wasmPluginSchema = resourceSchema("WasmPlugin", {
  spec: z.object({ selector: workloadSelectorSchema.optional() }),
});

/** `networking.istio.io` ProxyConfig: of the variables that it sets, the known ones. */
export const proxyConfigSchema = resourceSchema("ProxyConfig", {
  spec: z.object({
    selector: workloadSelectorSchema.optional(),
    environmentVariables: stringMap.transform(keptOnly).optional(),
  }),
});

function keptOnly(variables: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => isKeptProxyVariable(name)));
}
