import { configMapSchema } from "./config-map-schema.ts";
import { type Definition, header, type Picked } from "./definition.ts";
import { parseKubernetesYaml } from "./kubernetes-yaml.ts";
import { picked } from "./picked.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";

/** Which of a ConfigMap's texts carries configuration, and under which name the resource holds it. */
interface Carried {
  readonly key: string;
  readonly member: "mesh" | "injector";
}

/** How ConfigMaps are read: Istio's own only, of these only the mesh's and the injector's configuration. */
export const configMap: Definition<"ConfigMap"> = { schema: configMapSchema, pick: pickConfigMap };

/** What the ConfigMap of this name would carry; `undefined`: it is none of Istio's. */
export function carriedBy(name: string): Carried | undefined {
  if (/^istio-sidecar-injector(?:-|$)/.test(name)) return { key: "config", member: "injector" };
  return /^istio(?:-|$)/.test(name) ? { key: "mesh", member: "mesh" } : undefined;
}

function pickConfigMap(raw: RawObject): Picked {
  const { metadata, data } = raw;
  const name = isRawObject(metadata) ? metadata.name : undefined;
  const carried = typeof name === "string" ? carriedBy(name) : undefined;
  if (carried === undefined) return undefined;
  const { key, member } = carried;
  if (isRawObject(raw[member]))
    return { candidate: { ...header("ConfigMap", raw), [member]: raw[member], ...picked(raw, ["meshNetworks"]) } };
  if (data !== undefined && data !== null && !isRawObject(data))
    return { trouble: `data: expected object, got ${Array.isArray(data) ? "array" : typeof data}` };
  const text = isRawObject(data) ? data[key] : undefined;
  if (text === undefined || text === null) return undefined;
  if (typeof text !== "string") return { trouble: `data.${key}: expected string, got ${typeof text}` };
  const parsed = parseKubernetesYaml(member === "injector" ? withoutTemplates(text) : text);
  if ("trouble" in parsed) return { trouble: `data.${key}: ${parsed.trouble}` };
  const networks = member === "mesh" ? networksIn(data) : [];
  return {
    candidate: {
      ...header("ConfigMap", raw),
      [member]: parsed.value ?? {},
      ...(networks.length === 0 ? {} : { meshNetworks: networks }),
    },
  };
}

/** The names of what `meshNetworks` describes; an installation without any says `networks: {}`. */
function networksIn(data: unknown): readonly string[] {
  const text = isRawObject(data) ? data.meshNetworks : undefined;
  if (typeof text !== "string") return [];
  const parsed = parseKubernetesYaml(text);
  const networks = "trouble" in parsed || !isRawObject(parsed.value) ? undefined : parsed.value.networks;
  return isRawObject(networks) ? Object.keys(networks) : [];
}

/**
 * Cuts out the injection templates: most of the text, and of no use here. A line that begins in the first column is
 * never inside of a value, so what follows `templates:` up to the next such line is all theirs.
 */
function withoutTemplates(text: string): string {
  return text.replace(/^templates:[ \t]*\r?\n(?:(?:[ \t#].*)?\r?\n)*/m, "");
}
