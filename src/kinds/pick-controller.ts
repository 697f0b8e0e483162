import { pickLabels } from "./pick-metadata.ts";
import { pickPodSpec } from "./pick-pod-spec.ts";
import { picked } from "./picked.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";

/** The part of a Deployment, ReplicaSet, StatefulSet, DaemonSet or Job that is looked at. */
export function pickController({ spec, status }: RawObject): RawObject {
  return { spec: pickSpec(spec ?? {}), ...(status === undefined || status === null ? {} : { status }) };
}

/** The part of a CronJob that is looked at: the template of its pods. */
export function pickCronJob({ spec }: RawObject): RawObject {
  const jobTemplate = isRawObject(spec) ? (spec.jobTemplate ?? {}) : spec;
  const jobSpec = isRawObject(jobTemplate) ? (jobTemplate.spec ?? {}) : jobTemplate;
  const template = isRawObject(jobSpec) ? pickTemplate(jobSpec.template) : jobSpec;
  return { spec: { jobTemplate: { spec: { template } } } };
}

function pickSpec(spec: unknown): unknown {
  if (!isRawObject(spec)) return spec;
  return { ...picked(spec, ["replicas", "selector"]), template: pickTemplate(spec.template) };
}

function pickTemplate(template: unknown): unknown {
  if (template === undefined || template === null) return pickTemplate({});
  if (!isRawObject(template)) return template;
  const metadata = template.metadata ?? {};
  return { metadata: isRawObject(metadata) ? pickLabels(metadata) : metadata, spec: pickPodSpec(template.spec) };
}
