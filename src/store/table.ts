import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { MeshError } from "../model/mesh-error.ts";
import { indexName } from "./table-definition.ts";

/** Where an item is. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** An item as it was read: nothing of it is known before it is checked. */
export type Item = Key & Readonly<Record<string, unknown>>;

/** An expression of DynamoDB with what its `#names` and `:values` stand for. */
export interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Which items a query asks for. */
export interface Wanted {
  readonly pk: string;
  /** Sort keys that begin so. */
  readonly prefix?: string;
  /** Sort keys after this one. */
  readonly after?: string;
  readonly newestFirst?: boolean;
}

/**
 * One DynamoDB table, in the few ways in which the store uses it. Reads by key are consistent. A failed condition is an
 * answer; every other failure is a MeshError that names the table.
 */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** The items there are, in the order of the keys. */
  getMany(keys: readonly Key[]): Promise<readonly Item[]>;
  /** False: the condition did not hold. */
  put(item: Item, condition: Expression): Promise<boolean>;
  /** The item as it is now; `undefined`: the condition did not hold. */
  update(key: Key, update: Expression, condition: Expression): Promise<Item | undefined>;
  remove(key: Key): Promise<void>;
  /** As many pages as it takes. */
  query(wanted: Wanted): AsyncGenerator<Item>;
  /** Keys from the index, as many pages as it takes; newly written ones may be missing for a moment. */
  queryIndex(wanted: Wanted): AsyncGenerator<Key>;
}

const batchSize = 100;
const batchTries = 8;

/** The table of that name. */
export function tableOf(client: DynamoDBClient, name: string): Table {
  return {
    async get({ pk, sk }) {
      const { Item } = await asked(name, () =>
        client.send(new GetItemCommand({ TableName: name, Key: marshall({ pk, sk }), ConsistentRead: true })),
      );
      return Item === undefined ? undefined : (unmarshall(Item) as Item);
    },

    async getMany(keys) {
      const found = new Map<string, Item>();
      for (let at = 0; at < keys.length; at += batchSize)
        for (const item of await batch(keys.slice(at, at + batchSize))) found.set(`${item.pk}\n${item.sk}`, item);
      return keys.flatMap(({ pk, sk }) => found.get(`${pk}\n${sk}`) ?? []);
    },

    async put(item, condition) {
      const put = new PutItemCommand({
        TableName: name,
        Item: marshall(item, { removeUndefinedValues: true }),
        ConditionExpression: condition.text,
        ...attributes(condition),
      });
      return (await unlessRefused(name, () => client.send(put))) !== undefined;
    },

    async update({ pk, sk }, update, condition) {
      const command = new UpdateItemCommand({
        TableName: name,
        Key: marshall({ pk, sk }),
        UpdateExpression: update.text,
        ConditionExpression: condition.text,
        ...attributes(update, condition),
        ReturnValues: "ALL_NEW",
      });
      const answer = await unlessRefused(name, () => client.send(command));
      return answer?.Attributes === undefined ? undefined : (unmarshall(answer.Attributes) as Item);
    },

    async remove({ pk, sk }) {
      await asked(name, () => client.send(new DeleteItemCommand({ TableName: name, Key: marshall({ pk, sk }) })));
    },

    query: (wanted) => pages({ ...wanted, names: ["pk", "sk"] }),

    async *queryIndex(wanted) {
      for await (const { pk, sk } of pages({ ...wanted, names: ["gsi1pk", "gsi1sk"] })) yield { pk, sk };
    },
  };

  async function batch(keys: readonly Key[]): Promise<readonly Item[]> {
    const items: Item[] = [];
    let left: KeysAndAttributes | undefined = {
      Keys: keys.map(({ pk, sk }) => marshall({ pk, sk })),
      ConsistentRead: true,
    };
    for (let tried = 0; left !== undefined; tried += 1) {
      if (tried === batchTries) throw unavailable(name, "it left a batch of reads unfinished");
      if (tried > 0) await sleep(25 * 2 ** tried);
      const request: BatchGetItemCommand = new BatchGetItemCommand({ RequestItems: { [name]: left } });
      const { Responses, UnprocessedKeys } = await asked(name, () => client.send(request));
      items.push(...(Responses?.[name] ?? []).map((item) => unmarshall(item) as Item));
      left = UnprocessedKeys?.[name];
    }
    return items;
  }

  async function* pages({
    pk,
    prefix,
    after,
    newestFirst = false,
    names: [hash, range],
  }: Wanted & { readonly names: readonly [string, string] }): AsyncGenerator<Item> {
    const conditions = [
      "#hash = :hash",
      ...(prefix === undefined ? [] : ["begins_with(#range, :prefix)"]),
      ...(after === undefined ? [] : ["#range > :after"]),
    ];
    const values = { ":hash": pk, ":prefix": prefix, ":after": after };
    let from: QueryCommandOutput["LastEvaluatedKey"];
    do {
      const query = new QueryCommand({
        TableName: name,
        ...(hash === "pk" ? { ConsistentRead: true } : { IndexName: indexName }),
        KeyConditionExpression: conditions.join(" AND "),
        ExpressionAttributeNames: { "#hash": hash, ...(conditions.length > 1 ? { "#range": range } : {}) },
        ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
        ScanIndexForward: !newestFirst,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      });
      const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await asked(name, () => client.send(query));
      for (const item of Items) yield unmarshall(item) as Item;
      from = LastEvaluatedKey;
    } while (from !== undefined);
  }
}

function attributes(...expressions: readonly Expression[]) {
  const names = Object.assign({}, ...expressions.map((one) => one.names ?? {})) as Record<string, string>;
  const values = Object.assign({}, ...expressions.map((one) => one.values ?? {})) as Record<string, unknown>;
  return {
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: marshall(values) }),
  };
}

async function unlessRefused<T>(table: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw unavailable(table, why(error));
  }
}

async function asked<T>(table: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw unavailable(table, why(error));
  }
}

function why(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function unavailable(table: string, state: string): MeshError {
  return new MeshError(
    "STORE_UNAVAILABLE",
    `Cannot use the DynamoDB table "${table}": ${state}`,
    "Ask on the command line meanwhile (mesh why), and see whether the table is there and may be used.",
  );
}
