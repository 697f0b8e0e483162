import { z } from "zod";
import type { Job } from "../model/job.ts";
import type { Claim, MessageRef, Store } from "../model/store.ts";
import { fresh } from "./fresh.ts";
import { keyText } from "./key-text.ts";
import { expiry, type Moment, moment } from "./moment.ts";
import { messageRef } from "./schemas.ts";
import { aDay, type Shelf } from "./shelf.ts";
import type { Expression, Item } from "./table.ts";

/** Each time somebody else was faster; then they have it. */
const mostTries = 5;

/** What an item says of a job; `lease` is in milliseconds since 1970. */
const holding = z.discriminatedUnion("state", [
  z.object({ state: z.literal("done") }),
  z.object({
    state: z.literal("held"),
    lease: z.number(),
    attempt: z.number().int(),
    token: z.string(),
    message: messageRef.optional(),
    steps: z.set(z.string()).optional(),
  }),
]);

/** Who has which job: leases that run out, taken and taken over by conditional writes alone. */
export function claims({
  table,
  retention,
  token,
  onCorrupt,
}: Shelf): Pick<Store, "claim" | "notePosted" | "noteStep" | "release" | "finish" | "once"> {
  return { claim, notePosted, noteStep, release, finish, once };

  async function claim(
    { id }: Job,
    { now, leaseSeconds }: { readonly now: string; readonly leaseSeconds: number },
  ): Promise<Claim> {
    const at = moment(now);
    const mark = token();
    const lease = at.ms + leaseSeconds * 1000;
    for (let tried = 0; tried < mostTries; tried += 1) {
      const first = {
        ...keyOf(id),
        state: "held",
        lease,
        attempt: 1,
        token: mark,
        at: at.text,
        ttl: ttlOf(at),
      };
      if (await table.put(first, fresh(at))) return { state: "mine", message: undefined, attempt: 1 };
      const found = await table.get(keyOf(id));
      if (found === undefined) continue;
      const claim = judged(found, at, mark) ?? (await takeOver(id, found, { mark, lease, at }));
      if (claim !== undefined) return claim;
    }
    return { state: "held" };
  }

  /** What somebody's holding means for a newcomer; `undefined`: its lease has run out. */
  function judged(found: Item, at: Moment, mark: string): Claim | undefined {
    const held = holding.safeParse(found);
    if (!held.success) {
      onCorrupt(found.pk, "it is no claim; it is taken over");
      return undefined;
    }
    if (held.data.state === "done") return { state: "done" };
    const { lease, attempt, message, steps, token: holder } = held.data;
    // Where the answer to a write is lost, it is sent again and fails on itself.
    if (holder === mark) return { state: "mine", message, attempt, ...stepsOf(steps) };
    return lease > at.ms ? { state: "held" } : undefined;
  }

  async function takeOver(
    id: string,
    found: Item,
    { mark, lease, at }: { readonly mark: string; readonly lease: number; readonly at: Moment },
  ): Promise<Claim | undefined> {
    const attempt = typeof found.attempt === "number" ? found.attempt + 1 : 1;
    const set: Expression = {
      text: "SET #state = :held, #lease = :lease, #attempt = :attempt, #token = :mark, #ttl = :ttl",
      names: { "#state": "state", "#lease": "lease", "#attempt": "attempt", "#token": "token", "#ttl": "ttl" },
      values: { ":held": "held", ":lease": lease, ":attempt": attempt, ":mark": mark, ":ttl": ttlOf(at) },
    };
    const taken = await table.update(keyOf(id), set, unchanged(found));
    if (taken === undefined) return undefined;
    const { data: message } = messageRef.safeParse(taken.message);
    return { state: "mine", message, attempt, ...stepsOf(taken.steps) };
  }

  async function notePosted(jobId: string, message: MessageRef, attempt?: number): Promise<void> {
    const { channel, ts } = message;
    const set = {
      text: "SET #message = :message",
      names: { "#message": "message" },
      values: { ":message": { channel, ts } },
    };
    await table.update(keyOf(jobId), set, heldBy(attempt));
  }

  async function noteStep(jobId: string, step: string, attempt?: number): Promise<void> {
    const add = { text: "ADD #steps :steps", names: { "#steps": "steps" }, values: { ":steps": new Set([step]) } };
    await table.update(keyOf(jobId), add, heldBy(attempt));
  }

  async function release(jobId: string, attempt: number, now: string): Promise<void> {
    const set = { text: "SET #lease = :now", names: { "#lease": "lease" }, values: { ":now": moment(now).ms } };
    await table.update(keyOf(jobId), set, heldBy(attempt));
  }

  async function finish(jobId: string, outcome: string, now: string): Promise<void> {
    const at = moment(now);
    const set: Expression = {
      text: "SET #outcome = :outcome, #doneAt = :at, #ttl = :ttl, #state = :done",
      names: { "#outcome": "outcome", "#doneAt": "doneAt", "#ttl": "ttl" },
      values: { ":outcome": outcome, ":at": at.text, ":ttl": ttlOf(at) },
    };
    await table.update(keyOf(jobId), set, undone);
  }

  async function once(key: string, now: string, seconds: number): Promise<boolean> {
    const at = moment(now);
    const mark = token();
    const place = { pk: keyText("once", key), sk: "once" };
    const item = { ...place, token: mark, ttl: expiry(at, seconds) };
    if (await table.put(item, fresh(at))) return true;
    return (await table.get(place))?.token === mark;
  }

  function ttlOf(at: Moment): number {
    return expiry(at, retention.jobs * aDay);
  }
}

function stepsOf(steps: unknown): Pick<Extract<Claim, { readonly state: "mine" }>, "steps"> {
  const noted = steps instanceof Set ? [...steps].filter((step) => typeof step === "string") : [];
  return noted.length === 0 ? {} : { steps: noted };
}

function keyOf(jobId: string) {
  return { pk: keyText("job", jobId), sk: "claim" };
}

const undone: Expression = {
  text: "(attribute_not_exists(#state) OR #state <> :done)",
  names: { "#state": "state" },
  values: { ":done": "done" },
};

/** Holds while it is not done and nobody else has taken it: every taking changes the token. */
function unchanged({ token }: Item): Expression {
  const same =
    typeof token === "string"
      ? { text: "#token = :seen", values: { ":seen": token } }
      : { text: "attribute_exists(pk) AND attribute_not_exists(#token)", values: {} };
  return {
    text: `${same.text} AND ${undone.text}`,
    names: { ...undone.names, "#token": "token" },
    values: { ...undone.values, ...same.values },
  };
}

function heldBy(attempt: number | undefined): Expression {
  const held = { text: "#state = :held", names: { "#state": "state" }, values: { ":held": "held" } };
  return attempt === undefined
    ? held
    : {
        text: `${held.text} AND #attempt = :attempt`,
        names: { ...held.names, "#attempt": "attempt" },
        values: { ...held.values, ":attempt": attempt },
      };
}
