import type { Demo } from "../command.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { outputFrom } from "../output-from.ts";
import { refuseOthers, usage } from "./usage.ts";

const demoOptions: readonly OptionName[] = ["list", "output", "verbose", "details"];

/** `mesh demo`, `mesh demo NAME`. @throws MeshError USAGE */
export function demoFrom([name, ...more]: readonly string[], values: OptionValues): Demo {
  refuseOthers(values, demoOptions, "demo");
  if (name !== undefined && more.length > 0)
    throw usage(`Cannot show "${[name, ...more].join(" ")}": demo takes one name`, "demo");
  return {
    verb: "demo",
    name,
    list: values.list === true,
    output: outputFrom(values.output),
    verbose: values.verbose === true,
    details: values.details === true,
  };
}
