import { MeshError } from "../../../model/mesh-error.ts";
import type { Question } from "../../../model/question.ts";
import { isScope, type Scope } from "../../../model/scope.ts";
import { questionFrom } from "../../question/question-from.ts";
import type { SnapshotCommand } from "../command.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { clustersOf, onlyNamespace, placeFrom } from "./place-from.ts";
import { refuseOthers, usage } from "./usage.ts";

const snapshotOptions: readonly OptionName[] = [
  ...(["snapshot", "cluster", "config", "context", "kubeconfig", "proxies", "secrets"] as const),
  ...(["namespace", "header", "at"] as const),
  ...(["output", "force", "verbose"] as const),
];

/** `mesh snapshot checkout payment -o DIR`, `mesh snapshot ns/shop -o DIR`, `mesh snapshot -o DIR`. */
export function snapshotFrom(words: readonly string[], values: OptionValues): SnapshotCommand {
  refuseOthers(values, snapshotOptions, "snapshot");
  if (values.output === undefined || values.output === "")
    throw usage("Cannot write a snapshot: the folder to write is not named with --output", "snapshot");
  const asked = askedFrom(words, values);
  const clusters = isScope(asked) ? { cluster: undefined } : clustersOf(asked, values, "snapshot");
  if (clusters.toCluster !== undefined)
    throw new MeshError(
      "USAGE",
      `Cannot write a snapshot of two clusters: a snapshot is of one`,
      "Take one of each with --cluster NAME, and ask them as --snapshot NAME=DIR --snapshot NAME=DIR.",
    );
  return {
    verb: "snapshot",
    asked,
    folder: values.output,
    force: values.force === true,
    ...placeFrom(values, "snapshot"),
    ...(clusters.cluster === undefined ? {} : { cluster: clusters.cluster }),
    verbose: values.verbose === true,
  };
}

/** Two names are a pair; namespaces are written `ns/…`, as many as are wanted; one name may be a service too. */
function askedFrom(words: readonly string[], values: OptionValues): Question | Scope {
  const namespace = onlyNamespace(values);
  const place = namespace === undefined ? {} : { namespace };
  const blank = words.find((word) => word.trim() === "");
  if (blank !== undefined) throw usage("Cannot write a snapshot: a name is empty", "snapshot");
  const [from, to, ...more] = words;
  const spaces = words.filter((word) => /^(?:ns|namespace)\/[^/]+$/.test(word));
  if (from !== undefined && to !== undefined && spaces.length === 0 && more.length === 0)
    return questionFrom({ from, to, header: values.header, namespace, cluster: values.cluster });
  if (values.header !== undefined)
    throw usage("Cannot use --header here: it belongs to a question of one pair", "snapshot");
  if (from === undefined) return { everywhere: true, of: [], namespaces: [], pairs: [], ...place };
  if (words.length > 1 && spaces.length < words.length)
    throw usage(`Cannot read "${words.join(" ")}": it is neither a pair nor a list of ns/NAME`, "snapshot");
  return { of: words, namespaces: [], pairs: [], ...place };
}
