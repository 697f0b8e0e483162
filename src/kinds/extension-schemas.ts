import { z } from "zod";
import { endpointSelectorSchema } from "./endpoint-selector-schema.ts";
import { isKeptProxyVariable } from "./kept-variable.ts";
import { resourceSchema } from "./resource-schema.ts";
import { stringMap } from "./string-map.ts";
import { workloadSelectorSchema } from "./workload-selector-schema.ts";

/** `networking.istio.io` EnvoyFilter: whom it touches, and which parts of its configuration; not what it writes there. */
export const envoyFilterSchema = resourceSchema("EnvoyFilter", {
  spec: z.object({
    workloadSelector: endpointSelectorSchema.optional(),
    targetRefs: z.array(z.object({ kind: z.string(), name: z.string() })).optional(),
    configPatches: z
      .array(
        z.object({ applyTo: z.string().optional(), match: z.object({ context: z.string().optional() }).optional() }),
      )
      .optional(),
  }),
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
