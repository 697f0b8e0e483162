import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

/** What only modals need. */
export async function lazyPart(): Promise<string> {
  const client = new DynamoDBClient({ region: "us-east-1" });
  client.destroy();
  return GetItemCommand.name === "" ? "none" : "dynamodb";
}
