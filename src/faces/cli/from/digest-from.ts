import { MeshError } from "../../../model/mesh-error.ts";
import type { DigestCommand } from "../command.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { readingFrom } from "./place-from.ts";
import { refuseOthers, usage } from "./usage.ts";
import { healthOptions } from "./who-from.ts";

const digestOptions: readonly OptionName[] = [...healthOptions, "pair", "previous", "save"];

/** `mesh digest -n shop --pair checkout,payment`. @throws MeshError USAGE */
export function digestFrom(words: readonly string[], values: OptionValues): DigestCommand {
  refuseOthers(values, digestOptions, "digest");
  if (words.length > 0)
    throw usage(`Cannot run "digest" on "${words.join(" ")}": namespaces and pairs are named by options`, "digest");
  const namespaces = values.namespace ?? [];
  const pairs = (values.pair ?? []).map(pairFrom);
  if (namespaces.length + pairs.length === 0)
    throw usage('Cannot run "digest": neither --namespace nor --pair is given', "digest");
  return {
    verb: "digest",
    namespaces,
    pairs,
    previous: values.previous,
    save: values.save,
    playbook: values.playbook ?? "why",
    ...readingFrom(values, "digest"),
  };
}

/** `checkout,payment`. */
function pairFrom(text: string): { readonly from: string; readonly to: string } {
  const [from = "", to = "", ...more] = text.split(",").map((part) => part.trim());
  if (from === "" || to === "" || more.length > 0)
    throw new MeshError(
      "USAGE",
      `Cannot read the pair "${text}": it is not two names with a comma between`,
      "Write it as --pair checkout,payment.",
    );
  return { from, to };
}
