import type { Ladder, Rung, Target } from "../model/config.ts";
import type { Delivery, Escalation } from "../model/escalation.ts";

/** What an event makes of an escalation, and whom to tell now that this is saved. */
export interface LadderStep {
  /** The very object that was given where the event changes nothing; else one with a version higher by one. */
  readonly escalation: Escalation;
  /** Each target once in the life of an escalation and rung. To be told only if saving succeeded. */
  readonly notify: readonly Target[];
}

/** What a new escalation is about, and who asked for it. `at` is RFC 3339. */
export type EscalationStart = Pick<
  Escalation,
  "id" | "fingerprint" | "cluster" | "dedupKey" | "answer" | "by" | "at" | "message"
>;

/** Who did something, and when. */
export interface Act {
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
}

/**
 * Opens an escalation and tells its first rung. `before` is the resolved one of the same id that it follows, if there
 * is one: versions go on counting, so that of two who press at once only one opens it.
 */
export function begin(start: EscalationStart, ladder: Ladder, before?: Escalation): LadderStep {
  const opened: Escalation = {
    ...start,
    version: before?.version ?? 0,
    ladder: ladder.name,
    state: "open",
    rung: -1,
    deliveries: [],
  };
  return climb(opened, ladder, start.at, []);
}

/** Stops the ladder. The first acknowledgement counts; one that comes after the end changes nothing. */
export function acknowledge(escalation: Escalation, { by, at }: Act): Escalation {
  if (escalation.state !== "open") return escalation;
  return changed(withoutDue(escalation), { state: "acknowledged", acknowledgedBy: by, acknowledgedAt: at });
}

/** Ends the escalation, whether it was acknowledged or not. */
export function resolve(escalation: Escalation, { by, at }: Act): Escalation {
  if (escalation.state === "resolved") return escalation;
  return changed(withoutDue(escalation), { state: "resolved", resolvedBy: by, resolvedAt: at });
}

/**
 * What time alone brings about: a rung that has waited in vain is followed by the next, one at a time however late the
 * sweep is; behind the last one nobody is left, and the escalation says so and stays open. A ladder that is no longer
 * configured has no further rung.
 */
export function sweep(escalation: Escalation, ladder: Ladder | undefined, now: string): LadderStep {
  const isDue =
    escalation.state === "open" && escalation.due !== undefined && Date.parse(escalation.due) <= Date.parse(now);
  return isDue ? climb(escalation, ladder, now, unheard(escalation, ladder, now)) : still(escalation);
}

/**
 * Notes what the targets said, whatever has happened to the escalation meanwhile. Where it is still open and every
 * target of its rung has refused, waiting is of no use: the next rung is told at once.
 */
export function record(
  escalation: Escalation,
  deliveries: readonly Delivery[],
  ladder: Ladder | undefined,
  now: string,
): LadderStep {
  if (deliveries.length === 0) return still(escalation);
  const noted = { ...escalation, deliveries: [...escalation.deliveries, ...deliveries] };
  const concernsRung = deliveries.some(({ rung }) => rung === escalation.rung);
  if (escalation.state === "open" && escalation.due !== undefined && concernsRung && allFailed(noted, ladder))
    return climb(noted, ladder, now, []);
  return { escalation: changed(noted, {}), notify: [] };
}

/** Everybody who has been told so far, each once: whom an acknowledgement and the end are to be passed on to. */
export function toldSoFar({ rung }: Escalation, ladder: Ladder | undefined): readonly Target[] {
  const told = (ladder?.rungs ?? []).slice(0, rung + 1).flatMap(({ notify }) => notify);
  return [...new Map(told.map((target) => [targetName(target), target])).values()];
}

/** A target as deliveries name it: `Slack channel C0123456789`, `PagerDuty (eu) payments-key`. Never a key. */
export function targetName(target: Target): string {
  switch (target.kind) {
    case "slack-channel":
      return `Slack channel ${target.channel}`;
    case "slack-group":
      return `Slack group ${target.group} in ${target.channel}`;
    case "pagerduty":
      return `PagerDuty (${target.region}) ${target.routingKeySecret}`;
  }
}

/** Goes on to the next rung that has somebody to tell, or notes that there is none. */
function climb(
  escalation: Escalation,
  ladder: Ladder | undefined,
  now: string,
  notes: readonly Delivery[],
): LadderStep {
  const next = nextRung(escalation, ladder);
  const deliveries = [...escalation.deliveries, ...notes];
  if (next === undefined)
    return { escalation: changed(withoutDue(escalation), { deliveries, exhaustedAt: now }), notify: [] };
  const due = new Date(Date.parse(now) + next.rung.waitMinutes * 60_000).toISOString();
  return { escalation: changed(escalation, { deliveries, rung: next.index, due }), notify: next.rung.notify };
}

function nextRung(
  { rung: last }: Escalation,
  ladder: Ladder | undefined,
): { readonly index: number; readonly rung: Rung } | undefined {
  return (ladder?.rungs ?? [])
    .map((rung, index) => ({ index, rung }))
    .find(({ index, rung }) => index > last && rung.notify.length > 0);
}

/** The present rung's targets of whom nothing was noted: whoever was to tell them stopped before. */
function unheard({ rung, deliveries }: Escalation, ladder: Ladder | undefined, now: string): readonly Delivery[] {
  const heard = new Set(deliveries.filter((one) => one.rung === rung).map(({ target }) => target));
  return (ladder?.rungs[rung]?.notify ?? [])
    .map(targetName)
    .filter((target) => !heard.has(target))
    .map((target) => ({ at: now, rung, target, accepted: false, detail: "nothing was heard of this page" }));
}

function allFailed({ rung, deliveries }: Escalation, ladder: Ladder | undefined): boolean {
  const ofRung = deliveries.filter((one) => one.rung === rung);
  const heard = new Set(ofRung.map(({ target }) => target));
  const targets = ladder?.rungs[rung]?.notify ?? [];
  return !ofRung.some(({ accepted }) => accepted) && targets.every((target) => heard.has(targetName(target)));
}

function changed(escalation: Escalation, change: Partial<Escalation>): Escalation {
  return { ...escalation, ...change, version: escalation.version + 1 };
}

function withoutDue({ due: _, ...rest }: Escalation): Escalation {
  return rest;
}

function still(escalation: Escalation): LadderStep {
  return { escalation, notify: [] };
}
