import type { Mute, Store } from "../model/store.ts";
import { checked } from "./checked.ts";
import { keyText } from "./key-text.ts";
import { expiry, moment } from "./moment.ts";
import { mute as schema } from "./schemas.ts";
import type { Shelf } from "./shelf.ts";
import { shortened } from "./shortened.ts";
import type { Item, Key } from "./table.ts";

/** Findings that nobody wants to hear of for a while. */
export function mutes({ table, onCorrupt }: Shelf): Pick<Store, "mute" | "muted" | "mutes"> {
  return { mute, muted, mutes: inForce };

  async function mute(given: Mute): Promise<void> {
    const at = moment(given.at);
    const until = moment(given.until);
    const item = {
      ...keyOf(given.fingerprint),
      at: at.ms,
      record: shortened(given),
      ttl: expiry(until, 0),
      gsi1pk: keyText("mutes of", given.cluster),
      gsi1sk: keyText(until.text, given.fingerprint),
    };
    await table.put(item, {
      text: "attribute_not_exists(pk) OR #at <= :at",
      names: { "#at": "at" },
      values: { ":at": at.ms },
    });
  }

  async function muted(fingerprint: string, now: string): Promise<Mute | undefined> {
    const item = await table.get(keyOf(fingerprint));
    return item === undefined ? undefined : read(item, now);
  }

  async function inForce(cluster: string, now: string): Promise<readonly Mute[]> {
    const keys: Key[] = [];
    const wanted = { pk: keyText("mutes of", cluster), after: moment(now).text };
    for await (const key of table.queryIndex(wanted)) keys.push(key);
    return (await table.getMany(keys)).flatMap((item) => read(item, now) ?? []);
  }

  function read(item: Item, now: string): Mute | undefined {
    const found = checked(schema, item.record, { item: item.pk, onCorrupt });
    return found !== undefined && moment(found.until).ms > moment(now).ms ? found : undefined;
  }
}

function keyOf(fingerprint: string): Key {
  return { pk: keyText("mute", fingerprint), sk: "mute" };
}
