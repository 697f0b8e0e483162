import type { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions } from "yaml";
import { kubernetesScalar, scalarPatterns } from "./kubernetes-scalar.ts";

/** Lets the package `yaml` read what kubectl prints, and manifests as kubectl would take them. */
export const kubernetesYamlOptions: ParseOptions & DocumentOptions & SchemaOptions = {
  schema: "failsafe",
  customTags: [
    scalarTag("null", scalarPatterns.null),
    scalarTag("bool", scalarPatterns.bool),
    scalarTag("int", scalarPatterns.int),
    scalarTag("float", scalarPatterns.float),
  ],
  merge: true,
  resolveKnownTags: false,
  logLevel: "error",
};

function scalarTag(name: string, test: RegExp): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, default: true, test, resolve: kubernetesScalar };
}
