import type { Culprit, Diagnosis, Finding } from "../../model/diagnosis.ts";
import type { Fix } from "../../model/fix.ts";
import { apiGroup, refKey, refText } from "../../model/ref.ts";
import { changeDiff } from "../change-diff.ts";
import { evidenceLine } from "../evidence-line.ts";
import { toned } from "../line.ts";
import { markedYaml } from "../marked-yaml.ts";
import { shellWord } from "../shell-word.ts";
import { yamlEntry, yamlLines } from "../yaml-lines.ts";
import { dataAge } from "./data-age.ts";
import { messageOf } from "./message-of.ts";
import { pairIn } from "./pair-in.ts";
import type { Part } from "./part.ts";
import type { PathContext } from "./path-message.ts";
import { codeRows, commandRow, itemsRows, type Row, textRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

/** The lines around the field that each finding is about, as they were read, and what the fix changes. */
export function yamlMessage(diagnosis: Diagnosis, { cluster, visibleTo }: PathContext): SlackMessage {
  const pair = pairIn(diagnosis, cluster);
  const seen = new Set<string>();
  const objects = diagnosis.findings.flatMap((finding, index) => {
    const key = `${refKey(finding.resource)} ${finding.resource.path}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [objectPart(finding, index)];
  });
  const fix = diagnosis.findings[0]?.fix;
  const parts = [...objects, ...(fix === undefined ? [] : [fixPart(fix)])];
  return messageOf({
    title: `YAML: ${pair}`,
    about: `YAML of ${pair}`,
    spoken: [`The YAML that the answer on ${pair} is about`],
    parts: parts.length > 0 ? parts : [nothing],
    notes: [dataAge(diagnosis.observedAt, diagnosis.stats.apiCalls), "only the lines around each field are shown"],
    rest: visibleTo === "channel" ? "thread" : "messages",
  });
}

const nothing: Part = {
  title: "No object is at fault",
  rank: 0,
  rows: [textRow("So there is no YAML to show. Show the path tells which objects decide it.")],
};

function objectPart(finding: Finding, index: number): Part {
  const { resource, summary, evidence } = finding;
  const inside = evidence.filter(
    (piece) => piece.kind === "field" && piece.path !== resource.path && refKey(piece.ref) === refKey(resource),
  );
  const items = inside.map((piece) => ({ line: evidenceLine(piece, { ref: resource, whole: true }), below: [] }));
  return {
    title: refText(resource),
    rank: index,
    rows: [
      textRow(summary),
      ...(resource.path === "" ? [] : [textRow(toned("strong", "Field: "), toned("code", resource.path))]),
      ...codeRows(object(resource)),
      ...(items.length === 0 ? [] : [textRow(toned("strong", "Also in this object:")), ...itemsRows(items)]),
      ...whole(resource),
    ],
  };
}

function object({ apiVersion, kind, namespace, name, excerpt }: Culprit): string[] {
  const named = [...yamlEntry("name", name), ...(namespace === "" ? [] : yamlEntry("namespace", namespace))];
  return [
    ...(apiVersion === "" ? [] : yamlEntry("apiVersion", apiVersion)),
    ...yamlEntry("kind", kind),
    ...(excerpt === undefined ? ["metadata:", ...named.map((text) => `  ${text}`)] : markedYaml(excerpt)),
  ];
}

function fixPart({ summary, changes }: Fix): Part {
  const rows = changes.flatMap((change): Row[] => {
    const lines =
      change.kind === "create"
        ? yamlLines(change.object)
        : changeDiff(change).map(({ sign, text }) => `${sign} ${text}`);
    return codeRows(lines);
  });
  return { title: "The change that was simulated", rank: 1000, rows: [textRow(summary), ...rows] };
}

/** Not everything of an object is kept for an answer; the cluster has it. */
function whole({ apiVersion, kind, namespace, name }: Culprit): Row[] {
  if (apiVersion === "") return [];
  const group = apiGroup(apiVersion);
  const words = [`${kind.toLowerCase()}${group === "" ? "" : `.${group}`}`, name].map(shellWord);
  const place = namespace === "" ? "" : ` -n ${shellWord(namespace)}`;
  return [textRow(toned("strong", "The whole object:")), commandRow(`kubectl get ${words.join(" ")}${place} -o yaml`)];
}
