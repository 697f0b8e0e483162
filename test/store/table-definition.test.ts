import { expect, test } from "vitest";
import { indexName, tableDefinition } from "../../src/store/table-definition.ts";

test("the table is keyed by pk and sk, with one index that holds keys", () => {
  const { KeySchema, GlobalSecondaryIndexes } = tableDefinition("meshwhy");
  expect(KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual(["pk", "sk"]);
  expect(GlobalSecondaryIndexes).toHaveLength(1);
  expect(GlobalSecondaryIndexes?.[0]).toMatchObject({
    IndexName: indexName,
    Projection: { ProjectionType: "KEYS_ONLY" },
  });
});
