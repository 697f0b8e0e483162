import { once } from "node:events";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { tableDefinition } from "../../store/table-definition.ts";

/** A running stand-in for DynamoDB, with one table. */
export interface LocalTable {
  readonly url: string;
  readonly port: number;
  stop(): void;
}

const host = "127.0.0.1";

/** An empty table in memory. dynalite is a development dependency: this runs in a checkout only. */
export async function startLocalTable(name: string, port = 0): Promise<LocalTable> {
  const dynalite = createRequire(import.meta.url)("dynalite") as (options: {
    readonly createTableMs: number;
  }) => Server;
  const server = dynalite({ createTableMs: 0 });
  server.listen(port, host);
  await once(server, "listening");
  const taken = (server.address() as AddressInfo).port;
  const url = `http://${host}:${taken}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ region: "us-east-1", endpoint: url, credentials });
  await client.send(new CreateTableCommand(tableDefinition(name)));
  client.destroy();
  return { url, port: taken, stop: () => void server.close() };
}
