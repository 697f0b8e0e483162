import type { Verdict } from "../../../model/diagnosis.ts";
import { MeshError } from "../../../model/mesh-error.ts";
import { similarNames } from "../../../model/similar-names.ts";
import { questionFrom } from "../../question/question-from.ts";
import type { Watch, Why } from "../command.ts";
import { intervalFrom } from "../interval-from.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { clustersOf, onlyNamespace, readingFrom } from "./place-from.ts";
import { notFor, usage } from "./usage.ts";

const otherwise: readonly OptionName[] = ["list", "pair", "previous", "save", "socket", "table", "force"];

/** `mesh why checkout payment`, once or with `--watch`. @throws MeshError USAGE */
export function whyFrom(words: readonly string[], values: OptionValues): Why {
  if (values.host !== undefined)
    throw new MeshError(
      "USAGE",
      "Cannot use --host here: it is where mesh serve listens",
      `Did you mean --header "host: …"? See mesh help why.`,
      ['--header "host: …"'],
    );
  const other = otherwise.find((name) => values[name] !== undefined);
  if (other !== undefined) throw notFor(other, "why");
  const [from, to, ...more] = words;
  const unquoted = values.header?.find((header) => header.endsWith(":"));
  if (more.length > 0 && unquoted !== undefined)
    throw usage(`Cannot read the header "${unquoted}": it has no quotes around name and value`, "why");
  if (from === undefined || to === undefined)
    throw usage(
      `Cannot ask: ${from === undefined ? "neither caller nor destination is named" : `the destination of "${from}" is missing`}`,
      "why",
    );
  if (from.trim() === "" || to.trim() === "")
    throw usage(`Cannot ask: the name of the ${from.trim() === "" ? "caller" : "destination"} is empty`, "why");
  if (more.length > 0)
    throw usage(`Cannot ask about "${more.join(" ")}": a question has one caller and one destination`, "why");
  const watch = watchFrom(values);
  if (watch !== undefined && values.snapshot?.includes("-") === true)
    throw usage("Cannot watch standard input: it can be read once only", "why");
  const question = questionFrom({ from, to, ...values, namespace: onlyNamespace(values) });
  return {
    verb: "why",
    watch,
    question,
    playbook: values.playbook ?? "why",
    ...readingFrom(values, "why", watch === undefined ? undefined : ["text", "json"]),
    ...clustersOf(question, values, "why"),
  };
}

function watchFrom({ watch, interval, until }: OptionValues): Watch | undefined {
  if (watch !== true) {
    const lone = interval !== undefined ? "interval" : until !== undefined ? "until" : undefined;
    if (lone === undefined) return undefined;
    throw usage(`Cannot use --${lone} alone: it says how --watch goes`, "why");
  }
  const verdict = verdicts.find((known) => known === until);
  if (until !== undefined && verdict === undefined)
    throw new MeshError(
      "USAGE",
      `Cannot wait until "${until}": there is no such verdict`,
      "Use --until healthy, degraded, broken or unknown.",
      similarNames(until, verdicts),
    );
  return { intervalMs: intervalFrom(interval ?? "30s"), until: verdict };
}

const verdicts: readonly Verdict[] = ["healthy", "degraded", "broken", "unknown"];
