import type { Checkup, Condition } from "../model/doctor.ts";
import { safeJson } from "./safe-json.ts";

/** A checkup as programs read it: version 1 of the contract, which only ever gains fields. */
export interface DoctorJson {
  readonly schema: "meshwhy.doctor/v1";
  /** The cluster or snapshot. */
  readonly of: string;
  readonly live: boolean;
  readonly observedAt: string;
  /** The worst of all. */
  readonly condition: Condition;
  readonly counts: Readonly<Record<Condition, number>>;
  readonly groups: readonly {
    readonly title: string;
    readonly entries: readonly {
      readonly id: string;
      readonly condition: Condition;
      readonly what: string;
      readonly hint: string | null;
      readonly command: string | null;
    }[];
  }[];
}

/** The checkup as the contract `meshwhy.doctor/v1` has it. */
function doctorJson({ name, isLive, observedAt, condition, groups }: Checkup): DoctorJson {
  const entries = groups.flatMap((group) => group.entries);
  const count = (wanted: Condition): number => entries.filter((entry) => entry.condition === wanted).length;
  return {
    schema: "meshwhy.doctor/v1",
    of: name,
    live: isLive,
    observedAt,
    condition,
    counts: {
      well: count("well"),
      warning: count("warning"),
      missing: count("missing"),
      unreachable: count("unreachable"),
    },
    groups: groups.map((group) => ({
      title: group.title,
      entries: group.entries.map(({ id, what, hint, command, ...entry }) => ({
        id,
        condition: entry.condition,
        what,
        hint: hint ?? null,
        command: command ?? null,
      })),
    })),
  };
}

/** The checkup as it is printed. */
export function doctorJsonText(checkup: Checkup): string {
  return safeJson(doctorJson(checkup));
}
