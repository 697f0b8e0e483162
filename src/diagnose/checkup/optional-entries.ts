import type { CheckupEntry, RightProbe } from "../../model/doctor.ts";
import { entryOf } from "./entry-of.ts";

/** One line for each role that can be granted besides. */
export function optionalEntries(rights: readonly RightProbe[]): readonly CheckupEntry[] {
  return [...new Set(rights.map(({ granted }) => granted))].map((granted) => {
    const own = rights.filter((right) => right.granted === granted);
    const [first] = own;
    const names = own.map(({ name }) => name).join(", ");
    const id = `optional/${granted}`;
    const untold = own.find(({ answer }) => answer.is === "untold");
    if (untold?.answer.is === "untold")
      return entryOf(id, "warning", `${names}: could not be asked: ${untold.answer.why}`);
    if (own.every(({ answer }) => answer.is === "yes")) return entryOf(id, "well", `${names}: everywhere`);
    const places = own.map(({ answer }) => (answer.is === "some" ? answer.allowed : undefined));
    const shared = places[0]?.filter((place) => places.every((some) => some?.includes(place)));
    if (shared !== undefined && shared.length > 0) return entryOf(id, "well", `${names}: in ${shared.join(", ")}`);
    return entryOf(
      id,
      "warning",
      `${names}: not granted`,
      `Unknown without: ${first?.without}. It is the role in infra/kubernetes/${granted}, and optional.`,
    );
  });
}
