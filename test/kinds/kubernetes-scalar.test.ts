import { expect, test } from "vitest";
import { kubernetesScalar } from "../../src/kinds/kubernetes-scalar.ts";
import { parseKubernetesYaml } from "../../src/kinds/kubernetes-yaml.ts";

const table: readonly (readonly [text: string, value: unknown])[] = [
  ["", null],
  ["~", null],
  ["null", null],
  ["NULL", null],
  ["nUll", "nUll"],
  ["true", true],
  ["yes", true],
  ["Y", true],
  ["on", true],
  ["off", false],
  ["No", false],
  ["n", false],
  ["tRue", "tRue"],
  ["yesterday", "yesterday"],
  ["0", 0],
  ["-0", 0],
  ["15001", 15001],
  ["-1", -1],
  ["+5", 5],
  ["010", 8],
  ["0o10", 8],
  ["08", 8],
  ["0x1F", 31],
  ["-0x10", -16],
  ["0b11", 3],
  ["1_000", 1000],
  ["0x", "0x"],
  ["0x_", "0x_"],
  ["1.10", 1.1],
  [".5", 0.5],
  ["1e3", 1000],
  ["1e999", "1e999"],
  ["1.2.3", "1.2.3"],
  ["12:30:45", "12:30:45"],
  ["2026-05-04", "2026-05-04"],
  ["2026-05-04T10:00:00Z", "2026-05-04T10:00:00Z"],
  ["10.0.0.1", "10.0.0.1"],
  ["-", "-"],
  [".", "."],
  ["=", "="],
  ["<<", "<<"],
];

test.each(table)("%j is %j to kubectl", (text, value) => {
  expect(kubernetesScalar(text)).toBe(value);
});

test.each(table.filter(([text]) => text !== "-"))("and %j is so in a document", (text, value) => {
  expect(parseKubernetesYaml(`a: ${text}\n`)).toEqual({ value: { a: value } });
  expect(parseKubernetesYaml(`a: !!str ${text}\n`)).toEqual({ value: { a: text } });
});

test("keys are what scalars are, as text", () => {
  expect(parseKubernetesYaml("8080: a\n010: b\nyes: c\n~: d\n").valueOf()).toEqual({
    value: { "8080": "a", "8": "b", true: "c", "": "d" },
  });
});
