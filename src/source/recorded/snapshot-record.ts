import { z } from "zod";
import type { LogEntry } from "../../model/log-entry.ts";
import { configTypes, type ProxyState } from "../../model/proxy-state.ts";
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
  /** What proxies of the pair and istiod said of themselves; absent: they were not to be asked. */
  readonly proxies?: readonly ProxyState[];
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
const tunnelEnd = z.object({ address: z.string(), name: text, namespace: text, identity: text });
const tunnel = z.object({
  direction: z.enum(["outbound", "inbound"]),
  source: tunnelEnd,
  destination: tunnelEnd,
  ...{ service: text, target: text, error: text },
});
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
  tunnel: tunnel.exactOptional(),
});
const named = z.object({ namespace: z.string(), name: z.string() });
const type = z.enum(configTypes);
const moment = z.iso.datetime({ offset: true });
const sync = z.discriminatedUnion("connected", [
  z.object({ connected: z.literal(false) }),
  z.object({
    connected: z.literal(true),
    types: z.array(
      z.object({
        type,
        state: z.enum(["synced", "stale", "rejected", "not-sent", "ignored"]),
        sentAt: moment.exactOptional(),
        error: text,
      }),
    ),
  }),
]);
const held = z.object({
  istioVersion: text,
  hosts: names,
  clusters: z.array(z.object({ name: z.string(), destinationRule: named.exactOptional() })).exactOptional(),
  routes: z
    .array(z.object({ table: z.string(), host: z.string(), virtualServices: z.array(named), clusters: names }))
    .exactOptional(),
  inbound: z
    .object({
      policies: z.array(named.extend({ dryRun: z.boolean() })),
      plaintext: z.array(z.object({ port: z.number(), accepted: z.boolean() })),
    })
    .exactOptional(),
  rejected: z.array(z.object({ type, name: z.string(), at: moment.exactOptional(), error: z.string() })),
  certificate: z.object({ notBefore: moment.exactOptional(), notAfter: moment, identity: text }).exactOptional(),
});
const proxy = z.object({
  pod: named,
  sync: sync.exactOptional(),
  held: held.exactOptional(),
  unasked: z.literal(true).exactOptional(),
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
  proxies: z.array(proxy).exactOptional(),
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
