import { questionFrom } from "../../question/question-from.ts";
import type { DiffCommand } from "../command.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { outputFrom } from "../output-from.ts";
import { onlyNamespace } from "./place-from.ts";
import { refuseOthers, usage } from "./usage.ts";

const diffOptions: readonly OptionName[] = [
  ...(["namespace", "port", "request", "header", "scheme", "client-ip"] as const),
  ...(["playbook", "output", "verbose", "details"] as const),
];

/** `mesh diff A B checkout payment`; a `why` before the names is passed over. */
export function diffFrom(words: readonly string[], values: OptionValues): DiffCommand {
  refuseOthers(values, diffOptions, "diff");
  const [before, after, ...rest] = words;
  if (before === undefined || after === undefined)
    throw usage(`Cannot compare: ${before === undefined ? "no snapshot is" : "only one snapshot is"} named`, "diff");
  const [from, to, ...more] = rest[0] === "why" && rest.length > 2 ? rest.slice(1) : rest;
  if (from === undefined || to === undefined || from.trim() === "" || to.trim() === "")
    throw usage("Cannot compare: caller and destination are not both named", "diff");
  if (more.length > 0)
    throw usage(`Cannot ask about "${more.join(" ")}": a question has one caller and one destination`, "diff");
  if (before === "-" || after === "-")
    throw usage("Cannot compare standard input: name a file, a folder or an archive", "diff");
  const question = questionFrom({ from, to, ...values, namespace: onlyNamespace(values) });
  const place = question.cluster ?? question.toCluster;
  if (place !== undefined)
    throw usage(`Cannot compare in "@${place}": the snapshots that are compared are named themselves`, "diff");
  return {
    verb: "diff",
    before,
    after,
    question,
    playbook: values.playbook ?? "why",
    output: outputFrom(values.output),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}
