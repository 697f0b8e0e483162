import * as z from "zod";
import type { Verb } from "../model/config.ts";
import { forms } from "./forms.ts";
import { flag, listOf, text } from "./schema-parts.ts";

/** Every verb that a rule can allow, in the order of the documentation. */
export const verbs = [
  "why",
  "health",
  "who",
  "clusters",
  "digest",
  "doctor",
  "mute",
  "escalate",
] as const satisfies readonly Verb[];

const rule = z
  .strictObject({
    name: text(forms.ruleName).meta({
      description: "Named in refusals and in the audit record; no two rules have the same.",
      examples: ["on-call"],
    }),
    may: listOf(z.enum(verbs))
      .optional()
      .meta({
        description: "What it allows; without it, all questions, but neither mute nor escalate.",
        examples: [["why", "health"]],
      }),
    channels: listOf(text(forms.channel))
      .optional()
      .meta({ description: "Only in one of these channels.", examples: [["C0123456789"]] }),
    users: listOf(text(forms.user))
      .optional()
      .meta({ description: "Only for one of these users.", examples: [["U0123456789"]] }),
    groups: listOf(text(forms.group))
      .optional()
      .meta({ description: "Only for members of one of these user groups.", examples: [["S0123456789"]] }),
    clusters: listOf(text(forms.name))
      .optional()
      .meta({ description: "Only about these clusters.", examples: [["prod-eu"]] }),
    namespaces: listOf(text(forms.namespace))
      .optional()
      .meta({ description: "Only about these namespaces, at both ends of a question.", examples: [["shop"]] }),
  })
  .meta({
    description: "Allows verbs to people. All lists that are there must fit.",
    examples: [{ name: "on-call", channels: ["C0123456789"] }],
  });

/** `policy`: who may ask what. */
export const policySchema = z
  .strictObject({
    directMessages: flag("Whether the bot may be asked in direct messages, by users whom a rule names."),
    guests: flag("Whether guests of the workspace may ask, where a rule allows it."),
    foreignWorkspaces: flag("Whether members of other workspaces may ask, where a rule allows it."),
    rules: listOf(rule)
      .optional()
      .meta({
        description:
          "Who may ask what. What no rule allows is refused. Without rules, all questions are allowed in the channels under slack.channels.",
        examples: [[{ name: "on-call", channels: ["C0123456789"] }]],
      }),
  })
  .meta({ description: "Who may ask what." });
