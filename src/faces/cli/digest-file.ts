import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { MeshError } from "../../model/mesh-error.ts";
import type { DigestRecord } from "../../model/store.ts";
import { safeJson } from "../../render/safe-json.ts";

const schema = "meshwhy.digest-record/v1";

const pair = z.object({
  pair: z.string(),
  verdict: z.string(),
  summary: z.string(),
  fingerprint: z.string(),
  culprit: z.string().exactOptional(),
  since: z.iso.datetime({ offset: true }),
});
const record = z.object({
  schema: z.literal(schema),
  name: z.string(),
  at: z.iso.datetime({ offset: true }),
  pairs: z.array(pair),
});

/**
 * Reads what a digest left behind. `undefined`: there is no such file, which is well where this run is to write it.
 * @throws MeshError UNREADABLE_INPUT
 */
export function readDigest(file: string, { mayBeAbsent }: { readonly mayBeAbsent: boolean }): DigestRecord | undefined {
  if (!existsSync(file)) {
    if (mayBeAbsent) return undefined;
    throw unreadable(file, "there is no such file", "Leave --previous out for the first digest.");
  }
  const parsed = record.safeParse(contentOf(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `: at ${issue.path.join(".")}`;
  throw unreadable(file, `it is not what --save writes${where}`, "Name a file that --save wrote.");
}

/**
 * Writes what the next digest is compared with.
 * @throws MeshError UNREADABLE_INPUT where it cannot be written
 */
export function writeDigest(file: string, saved: DigestRecord): void {
  try {
    writeFileSync(file, safeJson({ schema, ...saved }));
  } catch (error) {
    throw new MeshError(
      "UNREADABLE_INPUT",
      `Cannot write "${file}": ${error instanceof Error ? error.message : String(error)}`,
      "Name a file that can be written with --save.",
    );
  }
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw unreadable(file, error instanceof Error ? error.message : String(error), "Name a file that --save wrote.");
  }
}

function unreadable(file: string, why: string, next: string): MeshError {
  return new MeshError("UNREADABLE_INPUT", `Cannot read "${file}": ${why}`, next);
}
