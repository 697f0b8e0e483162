import * as z from "zod";
import { forms } from "./forms.ts";
import { listOf, text } from "./schema-parts.ts";

/** Minutes until the next rung, where none are written. */
export const usualWait = 15;

const channelTarget = text(forms.channel).meta({ description: "A channel's id.", examples: ["C0123456789"] });

const target = z
  .strictObject({
    "slack-channel": channelTarget.optional(),
    "slack-group": z
      .strictObject({
        group: text(forms.group).meta({ description: "The user group to mention.", examples: ["S0123456789"] }),
        channel: text(forms.channel).meta({ description: "The channel to do it in.", examples: ["C0123456789"] }),
      })
      .optional()
      .meta({
        description: "A user group, mentioned in a channel.",
        examples: [{ group: "S0123456789", channel: "C0123456789" }],
      }),
    pagerduty: z
      .strictObject({
        routingKeySecret: text(forms.secretName).meta({
          description: "The name of the secret that holds the routing key of an Events API v2 integration.",
          examples: ["meshwhy/pagerduty-routing-key"],
        }),
        region: z
          .enum(["us", "eu"])
          .optional()
          .meta({ description: "Where the PagerDuty account is; us where nothing is said.", examples: ["eu"] }),
      })
      .optional()
      .meta({
        description: "A PagerDuty service.",
        examples: [{ routingKeySecret: "meshwhy/pagerduty-routing-key" }],
      }),
  })
  .meta({
    description: "One of slack-channel, slack-group and pagerduty.",
    examples: [{ "slack-channel": "C0123456789" }],
    minProperties: 1,
    maxProperties: 1,
  });

const rung = z
  .strictObject({
    waitMinutes: z
      .int()
      .min(1)
      .max(1440)
      .optional()
      .meta({
        description: `Minutes without an acknowledgement until the next rung; ${usualWait} where nothing is said.`,
        examples: [5],
      }),
    notify: listOf(target).meta({ description: "Who is told.", examples: [[{ "slack-channel": "C0123456789" }]] }),
  })
  .meta({ description: "One step of a ladder.", examples: [{ notify: [{ "slack-channel": "C0123456789" }] }] });

/** One of `ladders`: who is told of an escalation. */
export const ladderSchema = z
  .strictObject({
    namespaces: listOf(text(forms.namespace))
      .optional()
      .meta({
        description: "Escalations in these namespaces take this ladder; without it, all.",
        examples: [["shop"]],
      }),
    rungs: listOf(rung).meta({
      description: "Told one after the other, until somebody acknowledges.",
      examples: [[{ notify: [{ "slack-channel": "C0123456789" }] }]],
    }),
  })
  .meta({
    description: "Who is told, and in which order.",
    examples: [{ rungs: [{ notify: [{ "slack-channel": "C0123456789" }] }] }],
  });
