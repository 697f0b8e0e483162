import type { ConfigLint, Lint } from "../command.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { outputFrom } from "../output-from.ts";
import { refuseOthers, usage } from "./usage.ts";

const lintOptions: readonly OptionName[] = ["snapshot", "output", "verbose"];

const configLintOptions: readonly OptionName[] = ["config", "output"];

/** `mesh snapshot lint PATH…`. @throws MeshError USAGE */
export function lintFrom(paths: readonly string[], values: OptionValues): Lint {
  refuseOthers(values, lintOptions, "snapshot");
  const all = [...paths, ...(values.snapshot ?? [])];
  if (all.length === 0) throw usage("Cannot lint: no file or folder is named", "snapshot");
  return {
    verb: "lint",
    paths: all,
    output: outputFrom(values.output, ["text", "json"]),
    verbose: values.verbose === true,
  };
}

/** `mesh config lint [FILE]`. @throws MeshError USAGE */
export function configLintFrom([action, ...files]: readonly string[], values: OptionValues): ConfigLint {
  if (action !== "lint")
    throw usage(
      action === undefined
        ? 'Cannot run "config": it does not say what to do'
        : `Cannot run "config ${action}": only "config lint" is there`,
      "config",
    );
  refuseOthers(values, configLintOptions, "config");
  const [file, ...more] = [...files, ...(values.config === undefined ? [] : [values.config])];
  if (more.length > 0) throw usage(`Cannot lint "${more.join(" ")}" too: config lint takes one file`, "config");
  return { verb: "config lint", file, output: outputFrom(values.output, ["text", "json"]) };
}
