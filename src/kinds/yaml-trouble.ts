import { YAMLParseError } from "yaml";

/** An error of the package `yaml` in words that repeat nothing of the text, which may be secret. */
export function yamlTrouble(
  error: unknown,
  text: string,
): { readonly trouble: string; readonly line: number | undefined } {
  if (!(error instanceof Error)) return { trouble: "not valid YAML", line: undefined };
  const sentence = error.message
    .split("\n", 1)[0]
    ?.replace(/ at line \d+, column \d+:?$/, "")
    .replace(/: .*$/, "");
  return {
    trouble: sentence === undefined || sentence === "" ? "not valid YAML" : sentence,
    line: error instanceof YAMLParseError ? lineOf(error, text) : undefined,
  };
}

/** What is missing at the end is missing on the last line that holds something, not below it. */
function lineOf({ linePos }: YAMLParseError, text: string): number | undefined {
  return linePos === undefined ? undefined : Math.min(linePos[0].line, text.trimEnd().split("\n").length);
}
