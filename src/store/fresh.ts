import type { Moment } from "./moment.ts";
import type { Expression, Item } from "./table.ts";
import { ttlAttribute } from "./table-definition.ts";

/** Holds where no item is, or one that has expired: DynamoDB may leave those lying for days. */
export function fresh({ seconds }: Moment): Expression {
  return {
    text: "(attribute_not_exists(pk) OR #ttl <= :seconds)",
    names: { "#ttl": ttlAttribute },
    values: { ":seconds": seconds },
  };
}

/** Whether an item counts as deleted. */
export function hasExpired(item: Item, { seconds }: Moment): boolean {
  const ttl = item[ttlAttribute];
  return typeof ttl === "number" && ttl <= seconds;
}
