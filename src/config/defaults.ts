import type { Verb } from "../model/config.ts";

/** What only reads: a rule that does not say what it allows allows these. */
export const questions: readonly Verb[] = ["why", "health", "who", "clusters", "digest", "doctor"];

/**
 * The name of the rule that stands in for those that a policy does not have: questions, in the channels that are listed.
 * It is the key of the file that it comes from; no rule of a file can be called so.
 */
export const withoutRules = "slack.channels";
