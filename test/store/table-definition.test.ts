import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { indexName, tableDefinition, ttlAttribute } from "../../src/store/table-definition.ts";

const root = join(import.meta.dirname, "../..");
const serverless = join(root, "serverless.yml");

/** A DynamoDB table of a CloudFormation template. */
interface TableResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

describe("the table", () => {
  test("is keyed by pk and sk, with one index that holds keys", () => {
    const { KeySchema, GlobalSecondaryIndexes } = tableDefinition("meshwhy");
    expect(KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual(["pk", "sk"]);
    expect(GlobalSecondaryIndexes).toHaveLength(1);
    expect(GlobalSecondaryIndexes?.[0]).toMatchObject({
      IndexName: indexName,
      Projection: { ProjectionType: "KEYS_ONLY" },
    });
  });

  test.skipIf(!existsSync(serverless))("is deployed as the code expects it", () => {
    const { resources } = parse(readFileSync(serverless, "utf8"), { logLevel: "error" }) as {
      readonly resources: { readonly Resources: Readonly<Record<string, TableResource>> };
    };
    const tables = Object.values(resources.Resources).filter(({ Type }) => Type === "AWS::DynamoDB::Table");
    expect(tables).toHaveLength(1);
    const { TableName: _, ...definition } = tableDefinition("meshwhy");
    expect(tables[0]?.Properties).toMatchObject({
      ...definition,
      TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
    });
  });
});
