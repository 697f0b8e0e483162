import { similarNames } from "../model/similar-names.ts";
import { keysOfWays, waysToRead } from "./cluster-schema.ts";
import { type Form, forms } from "./forms.ts";
import { looksSecret } from "./looks-secret.ts";
import type { Path } from "./read-yaml.ts";
import { scheduleTrouble } from "./schedule-trouble.ts";
import { shown } from "./shown.ts";
import { timeZones } from "./time-zones.ts";
import type { UnplacedMistake } from "./unplaced-mistake.ts";
import { valueAt } from "./value-at.ts";

/** A value of the file and the way to it. */
interface Spot {
  readonly path: Path;
  readonly value: unknown;
}

/**
 * What makes no sense although each value by itself may be right: names that nothing bears, names borne twice, sections
 * without effect, schedules, keys where only their names belong. The value may have any shape: what shape-mistakes.ts
 * finds wrong is passed over here, so that one look finds all.
 */
export function senseMistakes(value: unknown): readonly UnplacedMistake[] {
  const root: Spot = { path: [], value };
  return [
    ...badNames(root),
    ...members(child(root, "clusters")).flatMap(clusterMistakes),
    ...danglingReferences(root),
    ...items(child(child(root, "policy"), "rules")).flatMap(ruleMistakes),
    ...doubledRules(root),
    ...members(child(root, "digests")).flatMap(digestMistakes),
    ...members(child(root, "ladders")).flatMap(ladderMistakes),
  ];
}

/** Keys of maps whose keys are names. */
function badNames(root: Spot): readonly UnplacedMistake[] {
  const clusters = child(root, "clusters");
  const none = isMap(clusters.value) && Object.keys(clusters.value).length === 0;
  return [
    ...["clusters", "digests", "ladders"].flatMap((section) => misnamed(child(root, section), forms.name)),
    ...misnamed(child(child(root, "slack"), "channels"), forms.channel),
    ...(none ? [at(clusters, "there is none", "Name at least one, e.g. prod-eu: {snapshot: snapshots/prod-eu}.")] : []),
  ];
}

function clusterMistakes(cluster: Spot): readonly UnplacedMistake[] {
  if (!isMap(cluster.value)) return [];
  const [way, second, ...more] = waysToRead.filter((key) => child(cluster, key).value !== undefined);
  if (way === undefined)
    return [at(cluster, "it does not say where the mesh is read from", `Add one of ${listed(waysToRead)}.`)];
  if (second !== undefined)
    return [
      at(
        child(cluster, second),
        `the cluster is read by ${listed([way, second, ...more], "and")}`,
        "Keep one of them; a cluster that is read in two ways has two names.",
      ),
    ];
  return [
    ...Object.entries(keysOfWays)
      .filter(([key, ways]) => child(cluster, key).value !== undefined && !ways.includes(way))
      .map(([key, ways]) =>
        at(
          child(cluster, key),
          `it means nothing for a cluster that is read by ${way}`,
          `Take it out: it goes with ${listed(ways)}.`,
        ),
      ),
    ...keyMistakes(child(cluster, "kubeconfigSecret")),
  ];
}

function listed(words: readonly string[], last = "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

function misnamed(section: Spot, form: Form): readonly UnplacedMistake[] {
  return members(section)
    .filter(({ path }) => !form.pattern.test(String(path.at(-1))))
    .map((spot) => ({ ...at(spot, `${shown(spot.path.at(-1))} is no ${form.called}`, form.next), atKey: true }));
}

function danglingReferences(root: Spot): readonly UnplacedMistake[] {
  const clusters = keysOf(child(root, "clusters"));
  const channels = keysOf(child(child(root, "slack"), "channels"));
  const ofChannels = members(child(child(root, "slack"), "channels")).map((each) => child(each, "cluster"));
  const ofRules = items(child(child(root, "policy"), "rules")).flatMap((rule) => items(child(rule, "clusters")));
  const digests = members(child(root, "digests"));
  return [
    ...[...ofChannels, ...ofRules, ...digests.map((each) => child(each, "cluster"))].flatMap((spot) =>
      dangling(spot, clusters, forms.name, "cluster", "clusters"),
    ),
    ...digests.flatMap((each) =>
      dangling(child(each, "channel"), channels, forms.channel, "channel", "slack.channels"),
    ),
  ];
}

function dangling(
  spot: Spot,
  known: readonly string[],
  form: Form,
  kind: string,
  section: string,
): readonly UnplacedMistake[] {
  const { value } = spot;
  if (typeof value !== "string" || !form.pattern.test(value) || known.includes(value)) return [];
  const near = similarNames(value, known);
  return [
    at(
      spot,
      `there is no ${kind} ${shown(value)}`,
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Add it under ${section}, or name one that is there.`,
    ),
  ];
}

function ruleMistakes(rule: Spot): readonly UnplacedMistake[] {
  if (!isMap(rule.value)) return [];
  const people = ["channels", "users", "groups"];
  if (people.some((key) => valueAt(rule.value, [key]) !== undefined)) return [];
  return [
    at(rule, "the rule does not say for whom it is", "Add channels, users or groups: all that are there must fit."),
  ];
}

function doubledRules(root: Spot): readonly UnplacedMistake[] {
  const names = items(child(child(root, "policy"), "rules")).map((rule) => child(rule, "name"));
  return names
    .filter(({ value }, index) => {
      const first = names.findIndex((name) => name.value === value);
      return typeof value === "string" && first < index;
    })
    .map((spot) => at(spot, `another rule is called ${shown(spot.value)}`, "Give each a name of its own."));
}

function digestMistakes(digest: Spot): readonly UnplacedMistake[] {
  if (!isMap(digest.value)) return [];
  const [schedule, timezone] = [child(digest, "schedule"), child(digest, "timezone")];
  const asksNothing = ["pairs", "namespaces"].every((key) => valueAt(digest.value, [key]) === undefined);
  return [
    ...(asksNothing ? [at(digest, "it asks about nothing", "Add pairs or namespaces.")] : []),
    ...scheduleMistakes(schedule),
    ...zoneMistakes(timezone),
    ...(timezone.value !== undefined && schedule.value === undefined
      ? [at(timezone, "there is no schedule that it would be of", "Add schedule, or take it out.")]
      : []),
  ];
}

function scheduleMistakes(spot: Spot): readonly UnplacedMistake[] {
  if (typeof spot.value !== "string") return [];
  const trouble = scheduleTrouble(spot.value);
  if (trouble === undefined) return [];
  return [
    at(
      spot,
      `${shown(spot.value)} is no schedule: ${trouble}`,
      "Write it as rate(1 day), or as cron(0 7 ? * MON-FRI *) for 7:00 on weekdays.",
    ),
  ];
}

function zoneMistakes(spot: Spot): readonly UnplacedMistake[] {
  const { value } = spot;
  if (typeof value !== "string" || timeZones.has(value)) return [];
  const cities = [...timeZones].filter((zone) => zone.endsWith(`/${value.replaceAll(" ", "_")}`));
  const near = cities.length > 0 ? cities : similarNames(value, timeZones).slice(0, 3);
  return [
    at(
      spot,
      `${shown(value)} is no IANA time zone`,
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Write it as Europe/Berlin, or leave it out for UTC.",
    ),
  ];
}

function ladderMistakes(ladder: Spot): readonly UnplacedMistake[] {
  return items(child(ladder, "rungs"))
    .flatMap((rung) => items(child(rung, "notify")))
    .flatMap((target) => [
      ...targetMistakes(target),
      ...keyMistakes(child(target, "pagerduty")),
      ...keyMistakes(child(child(target, "pagerduty"), "routingKeySecret")),
    ]);
}

function targetMistakes(target: Spot): readonly UnplacedMistake[] {
  if (!isMap(target.value)) return [];
  const count = Object.keys(target.value).length;
  if (count === 1) return [];
  return [
    at(
      target,
      count === 0 ? "it names nobody" : `it names ${count} targets in one`,
      count === 0
        ? "Write slack-channel, slack-group or pagerduty."
        : "Begin each with a dash of its own: they are told at the same time.",
    ),
  ];
}

function keyMistakes(spot: Spot): readonly UnplacedMistake[] {
  const { value } = spot;
  if (typeof value !== "string" || !looksSecret(value)) return [];
  return [at(spot, "this looks like a key itself", `${forms.secretName.next} Then revoke this key: it was in a file.`)];
}

function at({ path }: Spot, what: string, next: string): UnplacedMistake {
  return { path, atKey: false, what, next };
}

function child({ path, value }: Spot, key: string): Spot {
  return { path: [...path, key], value: valueAt(value, [key]) };
}

function members({ path, value }: Spot): readonly Spot[] {
  return isMap(value) ? Object.entries(value).map(([key, member]) => ({ path: [...path, key], value: member })) : [];
}

function items({ path, value }: Spot): readonly Spot[] {
  return Array.isArray(value) ? value.map((item: unknown, index) => ({ path: [...path, index], value: item })) : [];
}

function keysOf(spot: Spot): readonly string[] {
  return members(spot).map(({ path }) => String(path.at(-1)));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
