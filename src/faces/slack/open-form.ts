import type { View } from "@slack/types";
import { noteMessage } from "../../render/slack/note-message.ts";
import type { Desk } from "./desk.ts";
import type { Interaction } from "./interaction.ts";

/** Opens a form that a button asks for. Where Slack does not open it, whoever pressed is told. */
export async function openForm(desk: Desk, { trigger, by, reply }: Interaction, view: View): Promise<void> {
  try {
    await desk.openView(trigger, view);
  } catch (error) {
    desk.onError("open the form", error);
    const note = "The form could not be opened: Slack did not take it in time. Press again, or type /mesh help.";
    await desk.tell(reply, by.user, noteMessage(note));
  }
}
