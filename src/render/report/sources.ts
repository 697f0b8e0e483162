import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Section } from "../block.ts";
import { line, toned } from "../line.ts";

/** How much was read, and of which Istio. */
export function sources({ stats, istioVersion }: Pick<Diagnosis, "stats" | "istioVersion">): Section {
  const calls = stats.apiCalls === 0 ? "" : ` in ${count(stats.apiCalls, "API call")}`;
  const version = istioVersion === undefined ? "" : `, Istio ${istioVersion}`;
  const text = `Read: ${count(stats.objects, "object")}, ${count(stats.logLines, "log line")}${calls}${version}`;
  return { blocks: [{ kind: "prose", text: line(toned("dim", text)) }] };
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
