import type { Store } from "../model/store.ts";
import { answers } from "./answers.ts";
import { audits } from "./audits.ts";
import { catalogues } from "./catalogues.ts";
import { claims } from "./claims.ts";
import { digests } from "./digests.ts";
import { escalations } from "./escalations.ts";
import { mutes } from "./mutes.ts";
import { type DynamoStoreOptions, shelfOf } from "./shelf.ts";

/**
 * What is remembered between questions, in one DynamoDB table: docs/state.md lists its items. Its methods throw
 * MeshError STORE_UNAVAILABLE where DynamoDB does not answer as it should.
 */
export function dynamoStore(options: DynamoStoreOptions): Store {
  const shelf = shelfOf(options);
  return {
    ...claims(shelf),
    ...answers(shelf),
    ...mutes(shelf),
    ...escalations(shelf),
    ...digests(shelf),
    ...catalogues(shelf),
    ...audits(shelf),
  };
}
