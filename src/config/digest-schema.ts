import * as z from "zod";
import { forms } from "./forms.ts";
import { listOf, text } from "./schema-parts.ts";

const pair = z
  .union([
    text(forms.pair),
    z.strictObject({
      from: text(forms.party).meta({ description: "Who calls.", examples: ["shop/checkout"] }),
      to: text(forms.party).meta({ description: "What is called.", examples: ["shop/payment"] }),
    }),
  ])
  .meta({ description: "Who calls and what is called.", examples: ["checkout -> payment"] });

/** One of `digests`: what a health report is about, and where it is posted. */
export const digestSchema = z
  .strictObject({
    cluster: text(forms.name).meta({ description: "The cluster that is asked.", examples: ["prod-eu"] }),
    channel: text(forms.channel).meta({
      description: "Where it is posted: one of the channels under slack.channels.",
      examples: ["C0123456789"],
    }),
    schedule: z
      .string()
      .optional()
      .meta({
        description: "When it is posted, as EventBridge reads it; without it, only when asked for.",
        examples: ["cron(0 7 ? * MON-FRI *)", "rate(1 day)"],
      }),
    timezone: z
      .string()
      .optional()
      .meta({ description: "IANA time zone of the schedule; UTC where none is given.", examples: ["Europe/Berlin"] }),
    pairs: listOf(pair)
      .optional()
      .meta({ description: "Pairs to ask about.", examples: [["checkout -> payment"]] }),
    namespaces: listOf(text(forms.namespace))
      .optional()
      .meta({ description: "Namespaces of which all declared pairs are asked about.", examples: [["shop"]] }),
  })
  .meta({
    description: "A health report.",
    examples: [{ cluster: "prod-eu", channel: "C0123456789", namespaces: ["shop"] }],
  });
