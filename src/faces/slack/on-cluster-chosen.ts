import { questionModal } from "../../render/slack/question-modal.ts";
import type { Desk } from "./desk.ts";
import { channelNoted } from "./on-view.ts";

/** A form that somebody is filling in. */
export interface ClusterChosen {
  readonly id: string;
  readonly hash: string;
  /** What was noted when it was opened. */
  readonly metadata: string;
  /** The cluster that was chosen just now. */
  readonly cluster: string;
}

/**
 * Draws the form anew with the cluster that was chosen: Slack tells of it with a search only where the form itself says
 * so. What was put into the other inputs Slack keeps, since their blocks and actions are called as before.
 * Source: Slack's "Modals", "Preserving input entry".
 */
export async function onClusterChosen(desk: Desk, { id, hash, metadata, cluster }: ClusterChosen): Promise<void> {
  const clusters = desk.config.clusters.map(({ name }) => name);
  const view = questionModal({ clusters, cluster, target: { channel: channelNoted(metadata) } });
  try {
    await desk.updateView(id, hash, { ...view, private_metadata: metadata });
  } catch (error) {
    // The form is as it was, and can be sent; only its search may look in the cluster before.
    desk.onError("draw the form anew", error);
  }
}
