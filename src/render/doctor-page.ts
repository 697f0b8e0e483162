import type { Checkup, CheckupEntry, Condition } from "../model/doctor.ts";
import type { Item } from "./block.ts";
import { counted } from "./counted.ts";
import { line } from "./line.ts";
import type { Mark } from "./mark.ts";
import type { Page } from "./page.ts";
import { moment } from "./times.ts";

const marks: Readonly<Record<Condition, Mark>> = { well: "good", warning: "warn", missing: "bad", unreachable: "bad" };

/** A checkup in words, group by group: for text, Markdown and Slack alike. */
export function doctorPage(checkup: Checkup): Page {
  const { name, isLive, observedAt, groups } = checkup;
  return {
    heading: {
      title: `mesh doctor: ${name}`,
      claim: doctorClaim(checkup),
      context: [isLive ? "live cluster" : "snapshot", moment(observedAt)],
    },
    sections: groups.map(({ title, entries }) => ({
      title: line(title),
      blocks: [{ kind: "list", items: entries.map(item) }],
    })),
  };
}

/** `2 things are missing, 1 to know`. */
export function doctorClaim({ condition, groups }: Pick<Checkup, "condition" | "groups">): string {
  const entries = groups.flatMap((group) => group.entries);
  const of = (wanted: Condition): number => entries.filter((entry) => entry.condition === wanted).length;
  const noted = of("warning") === 0 ? "" : `, ${counted(of("warning"), "warning")}`;
  switch (condition) {
    case "unreachable":
      return `cannot be reached${noted}`;
    case "missing":
      return `${of("missing")} ${of("missing") === 1 ? "thing is" : "things are"} missing${noted}`;
    case "warning":
      return `can be asked${noted}`;
    case "well":
      return "all is well";
  }
}

function item({ condition, what, hint, command }: CheckupEntry): Item {
  return {
    mark: marks[condition],
    line: line(what),
    below: hint === undefined ? [] : [line(hint)],
    ...(command === undefined ? {} : { commands: [command] }),
  };
}
