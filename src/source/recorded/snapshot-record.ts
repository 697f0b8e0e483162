import { z } from "zod";
import type { LogEntry } from "../../model/log-entry.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { RecordedQuestion } from "./recorded-question.ts";

/** What a snapshot that `mesh snapshot` wrote knows besides its objects and logs. */
export interface SnapshotRecord {
  readonly schema: typeof recordSchema;
  readonly asked: RecordedQuestion;
  /** The snapshot's own now, RFC 3339. */
  readonly at: string;
  /** Namespaces of which workloads were read; absent: of all. */
  readonly workloadsOf?: readonly string[];
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly { readonly what: string }[];
  /** `namespace/name` of every Pod whose proxy's log was read, in the order in which its lines stand. */
  readonly loggedPods: readonly string[];
  /** Log lines that cannot be read again from their text, by the place in their file. */
  readonly entries?: readonly LogEntry[];
  readonly stats: { readonly objects: number; readonly logLines: number; readonly apiCalls: number };
}

/** The file at the top of a snapshot by which it is known to be one of meshwhy's. */
export const recordName = "meshwhy-snapshot.json";

/** Which form the file has. */
export const recordSchema = "meshwhy.snapshot/v1";

const names = z.array(z.string());
const place = z.object({ file: z.string(), line: z.number() });
const ref = z.object({ apiVersion: z.string(), kind: z.string(), namespace: z.string(), name: z.string() });
const gap = z.object({
  what: z.string(),
  why: z.string(),
  grant: z.string().exactOptional(),
  kind: z.custom<Kind>((value) => typeof value === "string").exactOptional(),
  namespace: z.string().exactOptional(),
  except: names.exactOptional(),
  objects: names.exactOptional(),
  exceptObjects: names.exactOptional(),
  exceptAddresses: names.exactOptional(),
  isLeftOut: z.literal(true).exactOptional(),
  ref: ref.exactOptional(),
  place: place.exactOptional(),
});
const pair = z.object({ from: z.string(), to: z.string() });
const asked = z.union([
  z.object({ from: z.string(), to: z.string(), namespace: z.string().exactOptional(), hosts: names }),
  z.object({
    everywhere: z.boolean(),
    of: names,
    namespaces: names,
    pairs: z.array(pair),
    namespace: z.string().exactOptional(),
  }),
]);
const text = z.string().exactOptional();
const number = z.number().exactOptional();
const entry = z.object({
  pod: ref,
  container: z.string(),
  place,
  line: z.string(),
  at: z.string(),
  code: z.number(),
  flags: names,
  ...{ method: text, path: text, protocol: text, details: text, terminationDetails: text, transportFailure: text },
  ...{ bytesReceived: number, bytesSent: number, durationMs: number },
  ...{ authority: text, requestId: text, userAgent: text, forwardedFor: text, routeName: text },
  ...{ upstreamHost: text, upstreamCluster: text, upstreamLocalAddress: text },
  ...{ downstreamLocalAddress: text, downstreamRemoteAddress: text, requestedServerName: text },
});
const count = z.int().nonnegative();
const record: z.ZodType<SnapshotRecord> = z.object({
  schema: z.literal(recordSchema),
  asked,
  at: z.iso.datetime({ offset: true }),
  workloadsOf: names.exactOptional(),
  gaps: z.array(gap),
  assumptions: z.array(z.object({ what: z.string() })),
  loggedPods: names,
  entries: z.array(entry).exactOptional(),
  stats: z.object({ objects: count, logLines: count, apiCalls: count }),
});

/** Reads the file's text, or says what is wrong with it. */
export function parseRecord(text: string): { readonly record: SnapshotRecord } | { readonly trouble: string } {
  const value = jsonOf(text);
  if (value === undefined) return { trouble: "not valid JSON" };
  const parsed = record.safeParse(value);
  if (parsed.success) return { record: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  return { trouble: `not what mesh snapshot writes${where}` };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
