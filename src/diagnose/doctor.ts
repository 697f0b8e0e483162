import {
  type Checkup,
  type CheckupEntry,
  type CheckupGroup,
  type LiveProbes,
  type Probes,
  worstOf,
} from "../model/doctor.ts";
import { accessLogEntries } from "./checkup/access-log-entries.ts";
import { ageEntry } from "./checkup/age-entry.ts";
import { clockEntry } from "./checkup/clock-entry.ts";
import { type ConfigProbe, configEntry } from "./checkup/config-entry.ts";
import { excessEntries } from "./checkup/excess-entries.ts";
import { istioEntries } from "./checkup/istio-entries.ts";
import { optionalEntries } from "./checkup/optional-entries.ts";
import { reachEntry } from "./checkup/reach-entry.ts";
import { rightEntries } from "./checkup/right-entries.ts";
import { serverEntries } from "./checkup/server-entries.ts";

/** Judges what was tried: what is well, what is worth knowing, and what is missing, with what to do about each. */
export function doctor(probes: Probes, config?: ConfigProbe): Checkup {
  const { name, live, at } = probes;
  const groups = [
    ...group("Configuration", config === undefined ? [] : [configEntry(config)]),
    ...(live === undefined ? [] : group("Reachability", live.reach.map(reachEntry))),
    ...(live !== undefined && !isReached(live) ? [] : reachedGroups(probes)),
  ];
  const condition = worstOf(groups.flatMap(({ entries }) => entries.map((entry) => entry.condition)));
  return { name, isLive: live !== undefined, observedAt: at, condition, groups };
}

function isReached({ reach }: LiveProbes): boolean {
  return reach.every(({ state }) => state !== "failed");
}

function reachedGroups(probes: Probes): readonly CheckupGroup[] {
  const { live } = probes;
  const needed = live?.rights.filter(({ need }) => need !== "optional") ?? [];
  const optional = live?.rights.filter(({ need }) => need === "optional") ?? [];
  return [
    ...group("Versions", [...serverEntries(live), ...istioEntries(probes)]),
    ...group("Permissions", [...rightEntries(needed), ...excessEntries(live)]),
    ...group("Optional permissions", optionalEntries(optional)),
    ...group("Access logging", accessLogEntries(probes)),
    ...group(live === undefined ? "Age" : "Clock", [live === undefined ? ageEntry(probes) : clockEntry(probes)]),
  ];
}

function group(title: string, entries: readonly CheckupEntry[]): readonly CheckupGroup[] {
  return entries.length === 0 ? [] : [{ title, entries }];
}
