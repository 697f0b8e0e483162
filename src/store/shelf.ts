import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { OnCorrupt } from "./checked.ts";
import { type Table, tableOf } from "./table.ts";

/** What every part of the store works with. */
export interface Shelf {
  readonly table: Table;
  readonly retention: Retention;
  /** A text that no other call ever gets: by it a writer knows its own item after an answer was lost. */
  readonly token: () => string;
  readonly onCorrupt: OnCorrupt;
}

/** For how many days things are kept. Mutes say themselves until when; digests and catalogues are replaced. */
export interface Retention {
  readonly jobs: number;
  readonly answers: number;
  readonly escalations: number;
  readonly audits: number;
}

const usualRetention: Retention = { jobs: 7, answers: 30, escalations: 90, audits: 400 };

/** In seconds. */
export const aDay = 86_400;

/** What a store in DynamoDB is made of. */
export interface DynamoStoreOptions {
  readonly client: DynamoDBClient;
  /** The table's name; `tableDefinition` says how it is made. */
  readonly table: string;
  /** Gives a text that no other call in any process gets, such as a random UUID. */
  readonly token: () => string;
  readonly retention?: Partial<Retention>;
  /** Told of items that cannot be understood; they count as not there. */
  readonly onCorrupt?: OnCorrupt;
}

/** What the parts of a store share. */
export function shelfOf({ client, table, token, retention, onCorrupt = () => undefined }: DynamoStoreOptions): Shelf {
  return { table: tableOf(client, table), retention: { ...usualRetention, ...retention }, token, onCorrupt };
}
