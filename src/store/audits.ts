import { isDeepStrictEqual } from "node:util";
import { MeshError } from "../model/mesh-error.ts";
import type { AuditRecord, Store } from "../model/store.ts";
import { checked } from "./checked.ts";
import { hasExpired } from "./fresh.ts";
import { keyText } from "./key-text.ts";
import { expiry, moment } from "./moment.ts";
import { auditRecord } from "./schemas.ts";
import { aDay, type Shelf } from "./shelf.ts";
import { shortened } from "./shortened.ts";

/** Different records of one id and time, as attempts of one job may leave them. */
const mostOfOne = 100;

/** Who asked what, by day and time; written once, never changed, never removed by hand. */
export function audits({ table, retention, onCorrupt }: Shelf): Pick<Store, "audit" | "audits"> {
  return { audit, audits: ofDay };

  async function audit(given: AuditRecord): Promise<void> {
    const at = moment(given.at);
    const record = shortened(given);
    for (let copy = 1; copy <= mostOfOne; copy += 1) {
      const key = { pk: dayKey(at.text.slice(0, 10)), sk: keyText(at.text, given.id, String(copy).padStart(3, "0")) };
      const item = { ...key, record, ttl: expiry(at, retention.audits * aDay) };
      if (await table.put(item, { text: "attribute_not_exists(pk)" })) return;
      if (isDeepStrictEqual((await table.get(key))?.record, record)) return;
    }
    throw new MeshError(
      "INTERNAL",
      `Cannot append the audit record "${given.id}": there are ${mostOfOne} others of that id and time`,
      "Report it: ids of jobs are meant to be their own.",
    );
  }

  async function ofDay(day: string, most: number, now?: string): Promise<readonly AuditRecord[]> {
    const found: AuditRecord[] = [];
    const at = now === undefined ? undefined : moment(now);
    if (most <= 0) return found;
    for await (const item of table.query({ pk: dayKey(day), newestFirst: true })) {
      if (at !== undefined && hasExpired(item, at)) continue;
      const record = checked(auditRecord, item.record, { item: `${item.pk} ${item.sk}`, onCorrupt });
      if (record === undefined) continue;
      found.push(record);
      if (found.length >= most) return found;
    }
    return found;
  }
}

function dayKey(day: string): string {
  return keyText("audit", day);
}
