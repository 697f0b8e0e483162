import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

/** The one index: what somebody asked, what is open, what is muted. Holds keys only. */
export const indexName = "gsi1";

/** The attribute by which DynamoDB deletes what has expired, in seconds since 1970. Nothing relies on it. */
export const ttlAttribute = "ttl";

/** What CreateTable is given for the table that all state is in. Expiry is switched on where it is deployed. */
export function tableDefinition(name: string): CreateTableCommandInput {
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "S" },
      { AttributeName: "gsi1pk", AttributeType: "S" },
      { AttributeName: "gsi1sk", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: indexName,
        KeySchema: [
          { AttributeName: "gsi1pk", KeyType: "HASH" },
          { AttributeName: "gsi1sk", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  };
}
