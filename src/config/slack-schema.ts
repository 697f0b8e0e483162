import * as z from "zod";
import { forms } from "./forms.ts";
import { key, listOf, text } from "./schema-parts.ts";

const channel = z
  .strictObject({
    cluster: text(forms.name)
      .optional()
      .meta({ description: "The cluster that is asked where none is named; else the first.", examples: ["prod-eu"] }),
    namespace: text(forms.namespace)
      .optional()
      .meta({ description: "Where short names are looked up first.", examples: ["shop"] }),
    answers: z
      .enum(["channel", "asker"])
      .optional()
      .meta({
        description: "Who sees answers: everybody in the channel (the default), or only the one who asked.",
        examples: ["asker"],
      }),
  })
  .nullable()
  .meta({ description: "What differs in one channel; nothing need be said." });

/** `slack`: where the bot is used. */
export const slackSchema = z
  .strictObject({
    teams: listOf(text(forms.team))
      .optional()
      .meta({
        description: "Workspaces whose members may ask; without it, the one that the app is installed in.",
        examples: [["T0123456789"]],
      }),
    channels: z
      .record(key(forms.channel), channel)
      .optional()
      .meta({ description: "Channels by id.", examples: [{ C0123456789: { answers: "asker" } }] }),
  })
  .meta({ description: "Where the bot is used." });
