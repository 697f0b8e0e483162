import { define } from "./definition.ts";
import { pickPodSpec } from "./pick-pod-spec.ts";
import { podSchema } from "./pod-schema.ts";

/** How Pods are read. */
export const pod = define("Pod", podSchema, ({ spec, status }) => ({ spec: pickPodSpec(spec), status: status ?? {} }));
