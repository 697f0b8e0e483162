/** `fieldSelector` of lists: the few fields that the API server knows. */
import type { RawObject } from "../snapshot.ts";
import type { Resource } from "./resource.ts";
import { qualified } from "./resource.ts";

export interface FieldRequirement {
  readonly field: string;
  readonly value: string;
  /** False: anything but this value. */
  readonly isEqual: boolean;
}

/** Fields besides `metadata.name` and `metadata.namespace`, by resource. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  pods: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "status.phase",
    "status.podIP",
  ],
  namespaces: ["status.phase"],
  nodes: ["spec.unschedulable"],
  services: ["spec.clusterIP", "spec.type"],
  secrets: ["type"],
};

/** `undefined`: not to be understood. */
export function fieldRequirements(selector: string): readonly FieldRequirement[] | undefined {
  const requirements: FieldRequirement[] = [];
  for (const term of selector.split(/(?<!\\),/)) {
    if (term === "") continue;
    const [, field, operator, value] = /^([^=!]+)(==|!=|=)(.*)$/s.exec(term) ?? [];
    if (field === undefined || value === undefined) return undefined;
    requirements.push({ field, value: value.replaceAll(/\\([\\,=])/g, "$1"), isEqual: operator !== "!=" });
  }
  return requirements;
}

/** Why these fields cannot be selected by; `undefined`: they can. */
export function fieldTrouble(resource: Resource, requirements: readonly FieldRequirement[]): string | undefined {
  const more = selectable[qualified(resource)];
  for (const { field } of requirements) {
    if (field === "metadata.name" || (field === "metadata.namespace" && resource.namespaced)) continue;
    if (more?.includes(field) === true) continue;
    return more === undefined && !resource.custom
      ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
      : `field label not supported: ${field}`;
  }
  return undefined;
}

export function fieldsMatch(object: RawObject, requirements: readonly FieldRequirement[]): boolean {
  return requirements.every(({ field, value, isEqual }) => (fieldOf(object, field) === value) === isEqual);
}

function fieldOf(object: RawObject, field: string): string {
  let at: unknown = object;
  for (const key of field.split(".")) at = (at as Readonly<Record<string, unknown>> | undefined)?.[key];
  return at === undefined || at === null ? "" : String(at);
}
