import type { Escalation } from "../model/escalation.ts";
import type { Store } from "../model/store.ts";
import { checked } from "./checked.ts";
import { fresh, hasExpired } from "./fresh.ts";
import { keyText } from "./key-text.ts";
import { limits } from "./limits.ts";
import { expiry, type Moment, moment } from "./moment.ts";
import { escalation as schema } from "./schemas.ts";
import { aDay, type Shelf } from "./shelf.ts";
import { shortened } from "./shortened.ts";
import type { Expression, Item, Key } from "./table.ts";

const openOnes = "open escalations";
/** Sorts behind every time. */
const never = "~";

/** Escalations by id; each change is saved on the version before it, or not at all. */
export function escalations({
  table,
  retention,
  token,
  onCorrupt,
}: Shelf): Pick<Store, "saveEscalation" | "escalation" | "openEscalations"> {
  return { saveEscalation, escalation, openEscalations };

  async function saveEscalation(given: Escalation, now: string): Promise<boolean> {
    const at = moment(now);
    const mark = token();
    const due = given.due === undefined ? never : moment(given.due).text;
    const item = {
      ...keyOf(given.id),
      version: given.version,
      token: mark,
      record: shortened({ ...given, deliveries: given.deliveries.slice(-limits.deliveries) }),
      ttl: expiry(at, retention.escalations * aDay),
      ...(given.state === "open" ? { gsi1pk: openOnes, gsi1sk: keyText(due, given.id) } : {}),
    };
    if (await table.put(item, given.version === 1 ? fresh(at) : follows(given.version))) return true;
    // Where the answer to a write is lost, it is sent again and fails on itself.
    return (await table.get(keyOf(given.id)))?.token === mark;
  }

  async function escalation(id: string, now: string): Promise<Escalation | undefined> {
    const item = await table.get(keyOf(id));
    return item === undefined ? undefined : read(item, moment(now));
  }

  async function openEscalations(now: string): Promise<readonly Escalation[]> {
    const at = moment(now);
    const keys: Key[] = [];
    for await (const key of table.queryIndex({ pk: openOnes })) keys.push(key);
    const found = (await table.getMany(keys)).flatMap((item) => read(item, at) ?? []);
    return found.filter(({ state }) => state === "open");
  }

  function read(item: Item, now: Moment): Escalation | undefined {
    return hasExpired(item, now) ? undefined : checked(schema, item.record, { item: item.pk, onCorrupt });
  }
}

function follows(version: number): Expression {
  return { text: "#version = :before", names: { "#version": "version" }, values: { ":before": version - 1 } };
}

function keyOf(id: string): Key {
  return { pk: keyText("escalation", id), sk: "escalation" };
}
