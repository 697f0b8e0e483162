import type { CheckupEntry } from "../../model/doctor.ts";
import { counted } from "./counted.ts";
import { entryOf } from "./entry-of.ts";

/** What is known of the configuration file, where there is one. */
export type ConfigProbe =
  | { readonly file: string; readonly clusters: number }
  | { readonly file: string; readonly trouble: string; readonly next: string };

/** Whether the configuration file is right. */
export function configEntry(config: ConfigProbe): CheckupEntry {
  if ("trouble" in config) return entryOf("config/file", "missing", config.trouble, config.next);
  const { file, clusters } = config;
  return entryOf("config/file", "well", `${file} is right, and names ${counted(clusters, "cluster")}`);
}
