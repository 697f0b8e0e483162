import type { Ground, Neighbour } from "../model/neighbour.ts";
import { type Ref, refText } from "../model/ref.ts";
import type { Openness, Who } from "../model/who.ts";
import type { Item, Section } from "./block.ts";
import { counted } from "./counted.ts";
import { evidenceLine } from "./evidence-line.ts";
import { firstFew } from "./first-few.ts";
import { type Line, line, toned } from "./line.ts";
import { moreItem } from "./more-item.ts";
import type { Page } from "./page.ts";
import { limits } from "./report/limits.ts";
import { sources } from "./report/sources.ts";
import { clock, moment } from "./times.ts";

const mostItems = 25;
const mostReasons = 3;

const openWords: Readonly<Record<Openness, string>> = {
  everybody: "everybody may call it: no policy asks who calls",
  identified: "every workload with a mesh identity may call it",
  named: "only those that policies name may call it",
  nobody: "nobody may call it: its ALLOW policies admit no caller",
  unknown: "who may call it cannot be told: policies were not read",
};

const groundWords: Readonly<Record<Ground, string>> = {
  declared: "declared",
  seen: "seen in logs",
  both: "declared and seen in logs",
};

/** Who calls a service, and whom it calls, in words: for text and Markdown alike. */
export function whoPage(who: Who, { details }: { readonly details: boolean }): Page {
  const { of, workloads, callers, callees, omitted, observedAt } = who;
  const behind = workloads.length === 0 ? [] : [`behind it: ${workloads.map(nameOf).join(", ")}`];
  return {
    heading: {
      title: refText(of),
      claim: openWords[who.open],
      context: [...(of.kind === "ServiceEntry" ? [who.host] : []), ...behind, moment(observedAt)],
    },
    sections: [
      ...evidenceSection("Because", who.because),
      ...evidenceSection("Whoever calls", who.limits),
      neighbours("Callers", callers, omitted.callers, "None is named, and none was seen.", details, observedAt),
      ...(of.kind === "ServiceEntry" && workloads.length === 0
        ? []
        : [neighbours("Calls", callees, omitted.callees, "None is named, and none was seen.", details, observedAt)]),
      ...limits(who, details),
      sources(who),
    ],
  };
}

function evidenceSection(title: string, evidence: Who["because"]): Section[] {
  if (evidence.length === 0) return [];
  const items = evidence.map((piece): Item => ({ line: evidenceLine(piece), below: [] }));
  return [{ title: line(title), blocks: [{ kind: "list", items }] }];
}

function neighbours(
  title: string,
  all: readonly Neighbour[],
  omitted: number,
  none: string,
  details: boolean,
  now: string,
): Section {
  const head = line(title, toned("dim", `, ${all.length + omitted}`));
  if (all.length === 0) return { title: head, blocks: [{ kind: "prose", text: line(none) }] };
  const items = all.map((neighbour) => item(neighbour, now));
  const shown = details ? items : firstFew(items, mostItems, moreItem);
  const rest = omitted === 0 ? [] : [{ line: line(toned("dim", `… and ${omitted} that are not listed`)), below: [] }];
  return { title: head, blocks: [{ kind: "list", items: [...shown, ...rest] }] };
}

function item({ ref, host, ground, because, seen, only, but }: Neighbour, now: string): Item {
  const calls =
    seen === undefined
      ? undefined
      : `${counted(seen.calls, "call")}, ${seen.failed === 0 ? "none failed" : `${seen.failed} failed`}, last ${clock(seen.last, now)}`;
  const reasons = because.map((piece) => evidenceLine(piece));
  return {
    mark: but.length === 0 ? "good" : "warn",
    line: line(toned("strong", neighbourText(ref, host)), `  ${groundWords[ground]}`),
    below: [
      ...(only.length === 0 ? [] : [line("only ", only.join("; "))]),
      ...but.map((piece) => line("but ", ...evidenceLine(piece))),
      ...(calls === undefined ? [] : [line(calls)]),
      ...firstFew<Line>(reasons, mostReasons, (count) => line(toned("dim", `… and ${count} more reasons`))),
    ],
  };
}

/** `shop/checkout`; what is no workload or service says what it is. */
function neighbourText(ref: Ref, host?: string): string {
  if (host !== undefined) return `${host} (${refText(ref)})`;
  switch (ref.kind) {
    case "Namespace":
      return `every workload of namespace ${ref.name}`;
    case "ServiceAccount":
      return ref.namespace === "" ? `identities like ${ref.name}` : `service account ${nameOf(ref)}`;
    case "Host":
      return `host ${ref.name}`;
    case "Deployment":
    case "Service":
      return nameOf(ref);
    default:
      return refText(ref);
  }
}

function nameOf({ namespace, name }: Ref): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}
