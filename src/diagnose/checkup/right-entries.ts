import type { CheckupEntry, RightProbe } from "../../model/doctor.ts";
import { entryOf } from "./entry-of.ts";

/** Rights that questions take. All that are there are one line: the others are what is to be seen. */
export function rightEntries(rights: readonly RightProbe[]): readonly CheckupEntry[] {
  const well = rights.filter(({ answer }) => answer.is === "yes");
  if (rights.length === 0) return [];
  const all =
    well.length === rights.length
      ? `all ${rights.length} rights that questions take are there`
      : `${well.length} of ${rights.length} rights that questions take are there`;
  const isNamespaced = rights.some(({ answer }) => answer.is === "some");
  return [
    ...(well.length === 0 ? [] : [entryOf("rights", "well", all)]),
    ...placedEntries(rights),
    ...rights
      .filter((right) => right.answer.is !== "yes" && placesOf(right) === undefined)
      // Whoever grants namespaces only has chosen to grant nothing that belongs to none.
      .map((right) => rightEntry(isNamespaced && right.isClusterWide ? { ...right, need: "helpful" } : right)),
  ];
}

/** Rights that are there in all of the namespaces that are to be asked, and nowhere else: one line. */
function placedEntries(rights: readonly RightProbe[]): readonly CheckupEntry[] {
  return [...new Set(rights.flatMap((right) => placesOf(right) ?? []))].map((places) => {
    const own = rights.filter((right) => placesOf(right) === places);
    return entryOf(
      `rights/${places}`,
      "warning",
      `${own.length} of ${rights.length} rights that questions take are there in ${places} only`,
      "Of other namespaces nothing is known; docs/permissions.md says which answers that makes unknown.",
    );
  });
}

/** `shop, bank`: a right that is there in every namespace that was asked, and not in all. */
function placesOf({ answer }: RightProbe): string | undefined {
  return answer.is === "some" && answer.denied.length === 0 ? answer.allowed.join(", ") : undefined;
}

function rightEntry({ name, rule, without, need, granted, namespace, answer }: RightProbe): CheckupEntry {
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  const id = `right/${name}${place}`;
  const add = `as in infra/kubernetes/${granted}, add:`;
  switch (answer.is) {
    case "some": {
      const { allowed, denied } = answer;
      const there = denied.join(", ");
      return entryOf(
        id,
        need === "needed" ? "missing" : "warning",
        `${name}: only in ${allowed.join(", ")}, not in ${there}`,
        `Unknown in ${there}: ${without}. To a Role there, as in infra/kubernetes/namespaced, add:`,
        `- ${rule}`,
      );
    }
    case "untold":
      return entryOf(
        id,
        "warning",
        `${name}${place}: could not be asked: ${answer.why}`,
        "It is granted by:",
        `- ${rule}`,
      );
    default:
      return entryOf(
        id,
        need === "needed" ? "missing" : "warning",
        `${name}${place}: not allowed`,
        `Unknown without it: ${without}. To the role, ${add}`,
        `- ${rule}`,
      );
  }
}
