/** A DynamoDB of the test's own, in this process, over loopback HTTP. */
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { tableDefinition } from "../../src/store/table-definition.ts";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: { readonly createTableMs: number }) => Server;

/** A running one with an empty table. */
export interface LocalDynamo {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly table: string;
  stop(): Promise<void>;
}

export async function localDynamo(table = "meshwhy"): Promise<LocalDynamo> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = dynamoClient(endpoint);
  await client.send(new CreateTableCommand(tableDefinition(table)));
  while ((await client.send(new DescribeTableCommand({ TableName: table }))).Table?.TableStatus !== "ACTIVE");
  return {
    client,
    endpoint,
    table,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client with credentials that are none. */
function dynamoClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region: "eu-central-1", credentials });
}

/** A client whose answers pass through somebody's hands: what throws there is a lost answer to a request that was done. */
export function watchedClient(endpoint: string, after: (operation: string) => Promise<void>): DynamoDBClient {
  const client = dynamoClient(endpoint);
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    const response = await handle(request, options);
    await after(request.headers["x-amz-target"]?.split(".")[1] ?? "");
    return response;
  };
  return client;
}

/** As the SDK sees a connection that broke; it tries again. */
export class LostAnswer extends Error {
  override readonly name = "TimeoutError";
}
