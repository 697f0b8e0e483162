import type { Serve } from "../command.ts";
import type { OptionName, OptionValues } from "../options.ts";
import { refuseOthers, usage } from "./usage.ts";

const serveOptions: readonly OptionName[] = ["config", "host", "port", "socket", "table"];

/** `mesh serve`. @throws MeshError USAGE */
export function serveFrom(words: readonly string[], values: OptionValues): Serve {
  refuseOthers(values, serveOptions, "serve");
  if (words.length > 0)
    throw usage(`Cannot serve "${words.join(" ")}": what is served stands in meshwhy.yaml`, "serve");
  const { config, host, table, socket = false, port } = values;
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && !(/^\d{1,5}$/.test(port ?? "") && number <= 65_535))
    throw usage(`Cannot listen on port "${port}": it is no number from 0 to 65535`, "serve");
  return { verb: "serve", config, host, port: number, socket, table };
}
