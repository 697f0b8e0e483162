import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Catalogue } from "../../model/store.ts";
import { catalogueStore } from "../../store/catalogue-store.ts";
import { whileSlackWaits } from "./patience.ts";

let client: DynamoDBClient | undefined;

/** Reads the names of a cluster for live search. Imported only when somebody searches. */
export async function readCatalogue(table: string, cluster: string): Promise<Catalogue | undefined> {
  client ??= new DynamoDBClient(whileSlackWaits);
  return catalogueStore({ client, table, token: randomUUID }).catalogue(cluster);
}
