import { YAMLParseError } from "yaml";

/** An error of the package `yaml` in words that repeat nothing of the text, which may be secret. */
export function yamlTrouble(error: unknown): { readonly trouble: string; readonly line: number | undefined } {
  if (!(error instanceof Error)) return { trouble: "not valid YAML", line: undefined };
  const sentence = error.message
    .split("\n", 1)[0]
    ?.replace(/ at line \d+, column \d+:?$/, "")
    .replace(/: .*$/, "");
  return {
    trouble: sentence === undefined || sentence === "" ? "not valid YAML" : sentence,
    line: error instanceof YAMLParseError ? error.linePos?.[0].line : undefined,
  };
}
