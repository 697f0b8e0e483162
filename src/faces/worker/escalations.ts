import {
  acknowledge as acknowledged,
  begin,
  type LadderStep,
  record,
  resolve as resolved,
  sweep as swept,
  targetName,
  toldSoFar,
} from "../../follow/ladder.ts";
import type { Ladder, Target } from "../../model/config.ts";
import type { Delivery, Escalation } from "../../model/escalation.ts";
import type { Order } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { AnswerRecord } from "../../model/store.ts";
import { type EscalationContext, escalationMessage } from "../../render/slack/escalation-message.ts";
import { noteMessage } from "../../render/slack/note-message.ts";
import { answerNamed } from "./answer-named.ts";
import { messageFrom } from "./message-from.ts";
import { pageFrom } from "./page-from.ts";
import type { PageEvent } from "./pager.ts";
import type { Shift } from "./shift.ts";

/** Calls somebody for an answer: the first rung of the ladder is told, with the diagnosis. */
export async function escalate(
  shift: Shift,
  { answer }: Extract<Order, { readonly verb: "escalate" }>,
): Promise<string> {
  const found = await answerNamed(shift, answer);
  shift.about(found.pair, found.cluster);
  const { options, job } = shift;
  const ladder = ladderFor(options.config.ladders, found);
  if (ladder === undefined)
    throw new MeshError(
      "BAD_CONFIG",
      `Cannot escalate "${found.pair}": meshwhy.yaml has no ladder for its namespaces`,
      "Ask an owner of meshwhy.yaml to add one under escalation.",
    );
  const id = `${found.cluster}-${found.fingerprint}`;
  const before = await options.store.escalation(id, shift.now());
  if (before !== undefined && before.state !== "resolved") {
    // An attempt before this one saved it, and stopped before anybody was told.
    if (shift.attempt > 1 && before.state === "open" && before.deliveries.length === 0) {
      await follow(shift, { escalation: before, notify: ladder.rungs[before.rung]?.notify ?? [] }, found, ladder);
      return "escalated";
    }
    await shift.tellAsker(noteMessage(`${found.pair} is escalated already: ${stateOf(before)}.`));
    return "already";
  }
  const by = await nameOf(shift);
  const step = begin(
    { id, fingerprint: found.fingerprint, cluster: found.cluster, answer, by, at: shift.now(), message: undefined },
    ladder,
    before,
  );
  if (!(await options.store.saveEscalation(step.escalation, shift.now()))) return "already";
  const said = await shown(shift, async () =>
    shift.voice.post(job.reply, escalationMessage(step.escalation, contextOf(found, ladder)), job.by?.user),
  );
  await follow(shift, { ...step, escalation: { ...step.escalation, message: said } }, found, ladder);
  return "escalated";
}

/** Somebody took it: the ladder stops, and everybody who was told sees who. */
export async function acknowledge(
  shift: Shift,
  { escalation }: Extract<Order, { readonly verb: "acknowledge" }>,
): Promise<string> {
  const by = await nameOf(shift);
  return changeState(shift, escalation, "acknowledge", (before) => acknowledged(before, { by, at: shift.now() }));
}

/** It is over. */
export async function resolve(
  shift: Shift,
  { escalation }: Extract<Order, { readonly verb: "resolve" }>,
): Promise<string> {
  const by = await nameOf(shift);
  return changeState(shift, escalation, "resolve", (before) => resolved(before, { by, at: shift.now() }));
}

/** Goes on to the next rung wherever nobody has acknowledged in time. */
export async function sweep(shift: Shift): Promise<string> {
  const { store, config } = shift.options;
  let climbed = 0;
  for (const escalation of await store.openEscalations(shift.now())) {
    const ladder = config.ladders.find(({ name }) => name === escalation.ladder);
    const step = swept(escalation, ladder, shift.now());
    if (step.escalation === escalation || !(await store.saveEscalation(step.escalation, shift.now()))) continue;
    climbed += 1;
    const found = await store.recall(escalation.answer, shift.now());
    if (found !== undefined) await follow(shift, step, found, ladder);
  }
  return climbed === 0 ? "nothing due" : `${climbed} climbed`;
}

/** Who pressed, by name: nobody is mentioned for what they did themselves. */
async function nameOf({ job, options }: Shift): Promise<string> {
  return job.by === undefined ? "a schedule" : (await options.people.person(job.by.user)).name;
}

/** How often a change is tried on a newer version, where somebody else was quicker. */
const tries = 5;

async function changeState(
  shift: Shift,
  id: string,
  event: Exclude<PageEvent, "trigger">,
  change: (before: Escalation) => Escalation,
): Promise<string> {
  const { store, config } = shift.options;
  for (let left = tries; left > 0; left -= 1) {
    const before = await store.escalation(id, shift.now());
    if (before === undefined)
      throw new MeshError(
        "UNKNOWN_NAME",
        "Cannot find this escalation: it is too old to be remembered",
        "Ask again with /mesh why.",
      );
    const after = change(before);
    // A second attempt finds the change made, and passes on what the first may not have.
    if (after === before && shift.attempt === 1) {
      await shift.tellAsker(noteMessage(`Nothing to do: it is ${stateOf(before)}.`));
      return "unchanged";
    }
    if (after !== before && !(await store.saveEscalation(after, shift.now()))) continue;
    const found = await answerNamed(shift, after.answer);
    shift.about(found.pair, found.cluster);
    const ladder = config.ladders.find(({ name }) => name === after.ladder);
    for (const target of toldSoFar(after, ladder))
      if (target.kind === "pagerduty") await shift.options.pager.tell(target, event, pageFrom(found));
    await redraw(shift, after, found, ladder);
    return after.state;
  }
  throw new Error(`Cannot ${event} the escalation: it changes all the time`);
}

/** Tells whom a step wants told, notes what they said, and goes on where nobody could be reached. */
async function follow(shift: Shift, step: LadderStep, found: AnswerRecord, ladder: Ladder | undefined): Promise<void> {
  let { escalation, notify } = step;
  while (notify.length > 0) {
    const deliveries: Delivery[] = [];
    for (const target of notify) deliveries.push(await deliver(shift, escalation, target, found, ladder));
    // What somebody did meanwhile stays: what was said is noted on the newest version.
    const newest = (await shift.options.store.escalation(escalation.id, shift.now())) ?? escalation;
    const next = record({ ...newest, message: newest.message ?? escalation.message }, deliveries, ladder, shift.now());
    escalation = next.escalation;
    notify = (await shift.options.store.saveEscalation(escalation, shift.now())) ? next.notify : [];
  }
  await shown(shift, async () => redraw(shift, escalation, found, ladder));
}

/** Somebody has to be called whether Slack shows it or not: what cannot be shown is no reason to stop. */
async function shown<T>(shift: Shift, show: () => Promise<T>): Promise<T | undefined> {
  try {
    return await show();
  } catch (error) {
    shift.options.log.trouble(shift.job.id, error);
    return undefined;
  }
}

async function deliver(
  shift: Shift,
  escalation: Escalation,
  target: Target,
  found: AnswerRecord,
  ladder: Ladder | undefined,
): Promise<Delivery> {
  const told = { at: shift.now(), rung: escalation.rung, target: targetName(target) };
  if (target.kind === "pagerduty")
    return { ...told, ...(await shift.options.pager.tell(target, "trigger", pageFrom(found))) };
  try {
    const page = escalationMessage(escalation, {
      ...contextOf(found, ladder),
      answer: messageFrom(found.parts.answer),
      ...(target.kind === "slack-group" ? { group: target.group } : {}),
    });
    const said = await shift.voice.post({ channel: target.channel, visibleTo: "channel" }, page, undefined);
    return {
      ...told,
      accepted: said !== undefined,
      detail: said === undefined ? "Slack gave no message back" : "posted in Slack",
    };
  } catch (error) {
    return { ...told, accepted: false, detail: error instanceof Error ? error.message : "Slack gave no reason" };
  }
}

async function redraw(
  shift: Shift,
  escalation: Escalation,
  found: AnswerRecord,
  ladder: Ladder | undefined,
): Promise<void> {
  if (escalation.message !== undefined)
    await shift.voice.update(escalation.message, escalationMessage(escalation, contextOf(found, ladder)));
}

function contextOf(found: AnswerRecord, ladder: Ladder | undefined): EscalationContext {
  const { details } = pageFrom(found).page;
  return {
    pair: found.pair,
    summary: found.summary,
    details: Object.fromEntries(Object.entries(details).map(([name, value]) => [name, String(value)])),
    ...(ladder === undefined ? {} : { ladder }),
  };
}

function ladderFor(ladders: readonly Ladder[], found: AnswerRecord): Ladder | undefined {
  return (
    ladders.find(({ namespaces }) => namespaces?.some((namespace) => found.namespaces.includes(namespace)) === true) ??
    ladders.find(({ namespaces }) => namespaces === undefined)
  );
}

function stateOf({ state, acknowledgedBy, resolvedBy }: Escalation): string {
  if (state === "acknowledged") return `acknowledged by ${acknowledgedBy ?? "somebody"}`;
  return state === "resolved" ? `resolved by ${resolvedBy ?? "somebody"}` : "open, and nobody has acknowledged it yet";
}
