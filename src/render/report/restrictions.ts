import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Section } from "../block.ts";
import { line } from "../line.ts";

/** What is refused by design although the pair works. */
export function restrictions({ restrictions }: Diagnosis): Section[] {
  if (restrictions.length === 0) return [];
  const items = restrictions.map((text) => ({ line: line(text), below: [] }));
  return [{ title: line("By design"), blocks: [{ kind: "list", items }] }];
}
