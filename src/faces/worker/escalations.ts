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
import { changeEscalation } from "../../store/change-escalation.ts";
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
      "Ask an owner of meshwhy.yaml to add one under ladders.",
    );
  const id = `${found.cluster}-${found.fingerprint}`;
  const before = await options.store.escalation(id, shift.now());
  if (before !== undefined && before.state !== "resolved") {
    // An attempt before this one saved it, and stopped before anybody was told.
    if (shift.attempt > 1 && before.state === "open" && before.deliveries.length === 0) {
      const notify = ladder.rungs[before.rung]?.notify ?? [];
      await follow(shift, { escalation: before, notify }, { found, ladder, said: undefined });
      return "escalated";
    }
    await shift.tellAsker(noteMessage(`${found.pair} is escalated already: ${stateOf(before)}.`));
    return "already";
  }
  const step = begin(
    {
      id,
      fingerprint: found.fingerprint,
      cluster: found.cluster,
      dedupKey: pageFrom(found).key,
      answer,
      by: await nameOf(shift),
      at: shift.now(),
      message: undefined,
    },
    ladder,
    before,
  );
  if (!(await options.store.saveEscalation(step.escalation, shift.now()))) return "already";
  const show = async (escalation: Escalation): Promise<Escalation["message"]> =>
    shift.voice.post(job.reply, escalationMessage(escalation, contextOf(found, ladder)), job.by?.user);
  let isShown = false;
  const said = await shown(shift, async () => {
    const message = await show(step.escalation);
    isShown = true;
    return message;
  });
  const called = await follow(shift, step, { found, ladder, said });
  // Whoever pressed has to see it, too; they were not worth waiting for.
  if (!isShown) {
    const message = await show(called);
    await changeEscalation(options.store, id, shift.now(), (newest) =>
      message === undefined
        ? { escalation: newest }
        : { escalation: { ...newest, message, version: newest.version + 1 } },
    );
  }
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
    if (step.escalation === escalation) continue;
    // What keeps one from being followed must not keep the others waiting.
    await shown(shift, async () => {
      if (!(await store.saveEscalation(step.escalation, shift.now()))) return;
      climbed += 1;
      await follow(shift, step, { found: await answerOf(shift, escalation), ladder, said: undefined });
    });
  }
  return climbed === 0 ? "nothing due" : `${climbed} climbed`;
}

async function changeState(
  shift: Shift,
  id: string,
  event: Exclude<PageEvent, "trigger">,
  change: (before: Escalation) => Escalation,
): Promise<string> {
  const { store, config, pager } = shift.options;
  let changes = false;
  const step = await changeEscalation(store, id, shift.now(), (before) => {
    const escalation = change(before);
    changes = escalation !== before;
    return { escalation };
  });
  if (step === undefined)
    throw new MeshError(
      "UNKNOWN_NAME",
      "Cannot find this escalation: it is too old to be remembered",
      "Ask again with /mesh why.",
    );
  const { escalation } = step;
  // A second attempt finds the change made, and passes on what the first may not have.
  if (!changes && shift.attempt === 1) {
    await shift.tellAsker(noteMessage(`Nothing to do: it is ${stateOf(escalation)}.`));
    return "unchanged";
  }
  const found = await answerOf(shift, escalation);
  shift.about(found.pair, found.cluster);
  const ladder = config.ladders.find(({ name }) => name === escalation.ladder);
  // Whoever was paged is told first: a message that cannot be redrawn keeps nobody awake.
  for (const target of toldSoFar(escalation, ladder))
    if (target.kind === "pagerduty") await pager.tell(target, event, pagedOf(escalation, found));
  await shown(shift, async () => redraw(shift, escalation, found, ladder));
  // Who was called pressed it there, and is told there.
  for (const { message } of escalation.deliveries)
    if (message !== undefined)
      await shown(shift, async () =>
        shift.voice.update(message, escalationMessage(escalation, contextOf(found, ladder))),
      );
  return escalation.state;
}

interface Following {
  readonly found: AnswerRecord;
  readonly ladder: Ladder | undefined;
  /** The message that was posted for it just now. */
  readonly said: Escalation["message"];
}

/**
 * Tells whom a step wants told, notes what they said, and goes on where nobody could be reached. Gives the escalation as
 * it is then.
 */
async function follow(shift: Shift, first: LadderStep, { found, ladder, said }: Following): Promise<Escalation> {
  const { store } = shift.options;
  let step = first;
  for (;;) {
    const deliveries: Delivery[] = [];
    for (const target of step.notify) {
      // Somebody may have taken it meanwhile; a page that is not sent wakes nobody.
      const newest = await store.escalation(step.escalation.id, shift.now());
      if (newest !== undefined && newest.state !== "open") break;
      deliveries.push(await deliver(shift, step.escalation, target, { found, ladder }));
    }
    const told = await changeEscalation(store, step.escalation.id, shift.now(), (newest) =>
      noted(newest, deliveries, { ladder, said, now: shift.now() }),
    );
    step = told ?? { ...step, notify: [] };
    if (step.notify.length === 0) break;
  }
  await shown(shift, async () => redraw(shift, step.escalation, found, ladder));
  return step.escalation;
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

/** What was said and where, on the newest version; the message is kept also where nobody had to be told any more. */
function noted(
  newest: Escalation,
  deliveries: readonly Delivery[],
  { ladder, said, now }: Pick<Following, "ladder" | "said"> & { readonly now: string },
): LadderStep {
  const posted = said === undefined || newest.message !== undefined ? newest : { ...newest, message: said };
  if (deliveries.length > 0 || posted === newest) return record(posted, deliveries, ladder, now);
  return { escalation: { ...posted, version: newest.version + 1 }, notify: [] };
}

async function deliver(
  shift: Shift,
  escalation: Escalation,
  target: Target,
  { found, ladder }: Pick<Following, "found" | "ladder">,
): Promise<Delivery> {
  const told = { at: shift.now(), rung: escalation.rung, target: targetName(target) };
  if (target.kind === "pagerduty")
    return { ...told, ...(await shift.options.pager.tell(target, "trigger", pagedOf(escalation, found))) };
  try {
    const page = escalationMessage(escalation, {
      ...contextOf(found, ladder),
      answer: messageFrom(found.parts.answer),
      ...(target.kind === "slack-group" ? { group: target.group } : {}),
    });
    const posted = await shift.voice.post({ channel: target.channel, visibleTo: "channel" }, page, undefined);
    return posted === undefined
      ? { ...told, accepted: false, detail: "Slack gave no message back" }
      : { ...told, accepted: true, detail: "posted in Slack", message: posted };
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

/** The answer that an escalation is about; where it is not kept any more, as much as the escalation itself knows. */
async function answerOf({ options, now }: Shift, escalation: Escalation): Promise<AnswerRecord> {
  const { answer, cluster, fingerprint, at } = escalation;
  return (
    (await options.store.recall(answer, now())) ?? {
      id: answer,
      cluster,
      at,
      team: "",
      user: "",
      message: undefined,
      pair: `trouble ${fingerprint}`,
      verdict: "broken",
      summary: "The diagnosis is not kept any more. Ask again with /mesh why.",
      fingerprint,
      namespaces: [],
      question: null,
      parts: { answer: "", path: "", yaml: "", page: "" },
    }
  );
}

/** What is paged: by the key of the escalation, so that the end closes what its beginning opened. */
function pagedOf({ dedupKey }: Escalation, found: AnswerRecord): ReturnType<typeof pageFrom> {
  const paged = pageFrom(found);
  return dedupKey === undefined ? paged : { ...paged, key: dedupKey };
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

/** Who pressed, by name: nobody is mentioned for what they did themselves. */
async function nameOf({ job, options }: Shift): Promise<string> {
  return job.by === undefined ? "a schedule" : (await options.people.person(job.by.user)).name;
}

function stateOf({ state, acknowledgedBy, resolvedBy }: Escalation): string {
  if (state === "acknowledged") return `acknowledged by ${acknowledgedBy ?? "somebody"}`;
  return state === "resolved" ? `resolved by ${resolvedBy ?? "somebody"}` : "open, and nobody has acknowledged it yet";
}
