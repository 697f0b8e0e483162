import { MeshError } from "../../model/mesh-error.ts";
import { similarNames } from "../../model/similar-names.ts";

/** The forms an answer is printed in. */
export type Output = "text" | "json" | "markdown";

const outputs: readonly Output[] = ["text", "json", "markdown"];
const planned = ["html", "slack"];

/**
 * The form that is asked for, text by default.
 * @throws MeshError USAGE for one that is not there, or not for this command
 */
export function outputFrom(text: string | undefined, allowed: readonly Output[] = outputs): Output {
  const wanted = text === undefined ? "text" : text === "md" ? "markdown" : text;
  const known = allowed.find((output) => output === wanted);
  if (known !== undefined) return known;
  const elsewhere = outputs.some((output) => output === wanted);
  const near = similarNames(wanted, allowed);
  throw new MeshError(
    "USAGE",
    `Cannot write "${text}": ${planned.includes(wanted) ? "this output is not available yet" : elsewhere ? "this command does not know that output" : "there is no such output"}`,
    `Use --output ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}.`,
    near.length > 0 ? near : allowed,
  );
}
