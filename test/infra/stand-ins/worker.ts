import { readFileSync } from "node:fs";

/** Says which configuration lies beside it. */
export async function handler(): Promise<unknown> {
  return JSON.parse(readFileSync(new URL("config.json", import.meta.url), "utf8"));
}
