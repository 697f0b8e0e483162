import { parseDocument } from "yaml";
import { kubernetesYamlOptions } from "./kubernetes-yaml-options.ts";
import { readPlainYaml } from "./plain-yaml/read-plain-yaml.ts";
import { yamlTrouble } from "./yaml-trouble.ts";

/** What a text means to Kubernetes, or why it means nothing. `line` counts from 1. */
export type ParsedYaml = { readonly value: unknown } | { readonly trouble: string; readonly line: number | undefined };

/** Reads one document of YAML as Kubernetes' own library does. */
export function parseKubernetesYaml(text: string): ParsedYaml {
  return readPlainYaml(text) ?? parseAnyYaml(text);
}

/** The same by the package `yaml` alone: slower, and at home in every corner of the language. */
export function parseAnyYaml(text: string): ParsedYaml {
  try {
    const document = parseDocument(text, kubernetesYamlOptions);
    const [error] = document.errors;
    if (error !== undefined) return yamlTrouble(error, text);
    return { value: document.toJS() };
  } catch (error) {
    return yamlTrouble(error, text);
  }
}
