import type { Check } from "../model/check.ts";
import { noFailures } from "./access-log/no-failures.ts";
import { answers } from "./application/answers.ts";

/** Every check, by id. */
export const checks: readonly Check[] = [noFailures, answers];
