import { toned } from "../line.ts";
import { messageOf } from "./message-of.ts";
import type { Row } from "./row.ts";
import { textRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

/** A cluster that can be asked about. */
export interface ListedCluster {
  readonly name: string;
  /** It is asked where none is named. */
  readonly isDefault: boolean;
  /** `read live`, `a snapshot of 2026-11-20 14:09 UTC`: what is known of it. */
  readonly note?: string;
}

/** The clusters that can be asked about, and how to name one. */
export function clustersMessage(clusters: readonly ListedCluster[]): SlackMessage {
  const example = clusters.find(({ isDefault }) => !isDefault)?.name ?? clusters[0]?.name;
  const rows = clusters.map(({ name, isDefault, note }): Row => {
    const more = [...(isDefault ? ["asked where none is named"] : []), ...(note === undefined ? [] : [note])];
    const line = [toned("strong", name), { text: more.length === 0 ? "" : `: ${more.join(", ")}` }];
    return { kind: "item", depth: 0, line };
  });
  const none = textRow("None is configured. Whoever keeps meshwhy.yaml can add one.");
  const how = textRow(
    "To ask about one, name it after “in”: ",
    toned("code", `/mesh why checkout payment in ${example ?? "prod-eu"}`),
  );
  const count = `${clusters.length} ${clusters.length === 1 ? "cluster" : "clusters"} can be asked about`;
  return messageOf({
    title: "Clusters",
    about: "clusters",
    spoken: [],
    parts: [{ title: count, rank: 0, rows: rows.length === 0 ? [none] : [...rows, how] }],
  });
}
