import type { HomeView, KnownBlock, SectionBlock } from "@slack/types";
import type { AnswerRecord } from "../../model/store.ts";
import { dateTime } from "../times.ts";
import { button } from "./buttons.ts";
import type { ListedCluster } from "./clusters-message.ts";
import { header, notes, plainText } from "./plain-blocks.ts";
import { richText } from "./rich-text.ts";
import { type Row, titleRow } from "./row.ts";
import { verdictWords } from "./verdict-words.ts";

const mostAnswers = 20;
const mostClusters = 30;
const longestAnswer = 900;

/** The app's home: a button to ask, the asker's recent answers, newest first, and the clusters. */
export function homeView(recent: readonly AnswerRecord[], clusters: readonly ListedCluster[]): HomeView {
  const ask = button({
    action: "mesh.ask",
    text: "Ask a question",
    label: "Ask a question about a pair",
    value: "ask",
  });
  return {
    type: "home",
    blocks: [
      header("Why does one service not reach another?"),
      { type: "actions", elements: [{ ...ask, style: "primary" }] },
      notes("Or type in any channel where it is allowed: /mesh why checkout payment. /mesh help tells more."),
      { type: "divider" },
      ...recentBlocks(recent),
      { type: "divider" },
      ...clusterBlocks(clusters),
    ],
  };
}

function recentBlocks(recent: readonly AnswerRecord[]): KnownBlock[] {
  const shown = recent.slice(0, mostAnswers);
  const left = recent.length - shown.length;
  return [
    header("Your recent answers"),
    ...shown.map(answer),
    ...(shown.length === 0 ? [notes("None yet. What you ask is listed here.")] : []),
    ...(left === 0 ? [] : [notes(`${shown.length} of ${recent.length} are shown, the newest first.`)]),
  ];
}

/** Re-check needs an id that fits a button; answers have one. */
function answer({ id, verdict, pair, cluster, at, summary }: AnswerRecord): SectionBlock {
  const head = `${verdictWords(verdict)}: ${pair} in ${cluster}`;
  return {
    type: "section",
    text: plainLines([head, summary, `asked ${dateTime(at)} UTC`]),
    accessory: button({ action: "mesh.recheck", text: "Re-check", label: `Ask again about ${pair}`, value: id }),
  };
}

/** Plain text of several lines, each made harmless by itself. */
function plainLines(lines: readonly string[]) {
  const text = lines.map((line) => plainText(line, longestAnswer).text).join("\n");
  return { type: "plain_text" as const, text, emoji: false };
}

function clusterBlocks(clusters: readonly ListedCluster[]): KnownBlock[] {
  const shown = clusters.slice(0, mostClusters);
  const rows = shown.map(({ name, isDefault, note }): Row => {
    const more = [...(isDefault ? ["asked where none is named"] : []), ...(note === undefined ? [] : [note])];
    return { kind: "item", depth: 0, line: [{ text: [name, ...more].join(", ") }] };
  });
  const left = clusters.length - shown.length;
  const all = left === 0 ? [] : [notes(`${shown.length} of ${clusters.length} are shown; /mesh clusters lists all.`)];
  return rows.length === 0
    ? [notes("No cluster is configured.")]
    : [...richText([titleRow("Clusters that can be asked about"), ...rows]), ...all];
}
