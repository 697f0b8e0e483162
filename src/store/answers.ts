import type { AnswerRecord, Store } from "../model/store.ts";
import { checked } from "./checked.ts";
import { fittedAnswer } from "./fitted-answer.ts";
import { hasExpired } from "./fresh.ts";
import { keyText } from "./key-text.ts";
import { expiry, type Moment, moment } from "./moment.ts";
import { answerRecord } from "./schemas.ts";
import { aDay, type Shelf } from "./shelf.ts";
import { shortened } from "./shortened.ts";
import type { Item, Key } from "./table.ts";
import { unpacked } from "./unpacked.ts";

/** Answers that were given, for their buttons and for those who asked. */
export function answers(shelf: Shelf): Pick<Store, "remember" | "recall" | "recent"> {
  const { table, retention, onCorrupt } = shelf;
  return { remember, recall, recent };

  async function remember(answer: AnswerRecord, now: string): Promise<void> {
    const at = moment(answer.at);
    const item = {
      ...keyOf(answer.id),
      at: at.ms,
      ...shortened({ pair: answer.pair, verdict: answer.verdict }),
      packed: fittedAnswer(answer),
      ttl: expiry(moment(now), retention.answers * aDay),
      gsi1pk: keyText("answers of", answer.team, answer.user),
      gsi1sk: keyText(at.text, answer.id),
    };
    await table.put(item, {
      text: "attribute_not_exists(pk) OR #at <= :at",
      names: { "#at": "at" },
      values: { ":at": at.ms },
    });
  }

  async function recall(id: string, now: string): Promise<AnswerRecord | undefined> {
    const item = await table.get(keyOf(id));
    return item === undefined ? undefined : read(item, moment(now));
  }

  async function recent(team: string, user: string, most: number, now: string): Promise<readonly AnswerRecord[]> {
    const at = moment(now);
    const found: AnswerRecord[] = [];
    let keys: Key[] = [];
    if (most <= 0) return found;
    for await (const key of table.queryIndex({ pk: keyText("answers of", team, user), newestFirst: true })) {
      keys.push(key);
      if (keys.length < most - found.length) continue;
      await take();
      if (found.length >= most) return found;
    }
    await take();
    return found;

    async function take(): Promise<void> {
      const items = await table.getMany(keys);
      keys = [];
      found.push(...items.flatMap((item) => read(item, at) ?? []));
    }
  }

  function read(item: Item, now: Moment): AnswerRecord | undefined {
    if (hasExpired(item, now)) return undefined;
    const content = unpacked(item.packed, { item: item.pk, onCorrupt });
    return content === undefined ? undefined : checked(answerRecord, content, { item: item.pk, onCorrupt });
  }
}

function keyOf(id: string): Key {
  return { pk: keyText("answer", id), sk: "answer" };
}
