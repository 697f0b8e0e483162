import type { Diagnosis } from "../../src/model/diagnosis.ts";

/** What somebody who may name things in a cluster could try on whoever reads about them. */
export const attacks: readonly string[] = [
  "\u001b[31mred\u001b[0m",
  "\u009b2J",
  "\u202egnp.exe",
  "zero\u200bwidth",
  "line\nbreak\r\n# heading",
  "tab\tbed",
  "<!channel>",
  "<script>alert(1)</script>",
  "<!-- comment",
  "@here @team/ops",
  "#1 GH-2 org/repo#3",
  "https://evil.example/a www.evil.example",
  "[click](https://evil.example)",
  "![img](https://evil.example/x.png)",
  "`code` ```` fence",
  "**bold** _it_ ~~gone~~ | cell",
  "a $x$ :tada: &lt;b&gt;",
  "\\`escaped\\` \\",
  "日本語の名前は幅が広い",
];

const attack = attacks.join(" ");

/** The diagnosis with an attack put behind every name, note, value and sentence that comes from a cluster. */
export function hostile(diagnosis: Diagnosis): Diagnosis {
  return poisoned(diagnosis) as Diagnosis;
}

/** Fields that our own code writes from closed lists, or that are numbers and times in text. */
const own = new Set([
  "kind",
  "disposition",
  "station",
  "code",
  "verdict",
  "basis",
  "status",
  "step",
  "severity",
  "layer",
  "scheme",
  "answeredBy",
  "op",
  "observedAt",
  "window",
  "since",
  "changedAt",
  "at",
]);

function poisoned(value: unknown, key = ""): unknown {
  if (typeof value === "string") return own.has(key) ? value : `${value} ${attack}`;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key));
  if (value === null || typeof value !== "object" || own.has(key)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, poisoned(child, name)]));
}
