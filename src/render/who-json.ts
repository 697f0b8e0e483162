import type { Ground, Neighbour } from "../model/neighbour.ts";
import type { SnapshotStats } from "../model/snapshot.ts";
import type { Openness, Who } from "../model/who.ts";
import type { EvidenceJson, GapJson, RefJson } from "./diagnosis-json.ts";
import { evidenceJson } from "./evidence-json.ts";
import { gapJson } from "./gap-json.ts";
import { present } from "./present.ts";
import { refJson } from "./ref-json.ts";
import { safeJson } from "./safe-json.ts";

/** Who calls a service, and whom it calls, as programs read it: version 1, which only ever gains fields. */
export interface WhoJson {
  readonly schema: "meshwhy.who/v1";
  readonly of: RefJson;
  readonly host: string;
  readonly workloads: readonly RefJson[];
  readonly observedAt: string;
  readonly istioVersion: string | null;
  readonly open: Openness;
  readonly because: readonly EvidenceJson[];
  readonly limits: readonly EvidenceJson[];
  readonly callers: readonly NeighbourJson[];
  readonly callees: readonly NeighbourJson[];
  readonly omitted: { readonly callers: number; readonly callees: number };
  readonly gaps: readonly GapJson[];
  readonly assumptions: readonly { readonly what: string }[];
  readonly stats: SnapshotStats;
}

interface NeighbourJson {
  readonly resource: RefJson;
  readonly host?: string;
  readonly ground: Ground;
  readonly because: readonly EvidenceJson[];
  readonly seen: { readonly calls: number; readonly failed: number; readonly last: string } | null;
  readonly only: readonly string[];
  readonly but: readonly EvidenceJson[];
}

/** The answer as the contract `meshwhy.who/v1` has it. */
function whoJson(who: Who): WhoJson {
  const { objects, logLines, apiCalls } = who.stats;
  return {
    schema: "meshwhy.who/v1",
    of: refJson(who.of),
    host: who.host,
    workloads: who.workloads.map(refJson),
    observedAt: who.observedAt,
    istioVersion: who.istioVersion ?? null,
    open: who.open,
    because: who.because.map(evidenceJson),
    limits: who.limits.map(evidenceJson),
    callers: who.callers.map(neighbourJson),
    callees: who.callees.map(neighbourJson),
    omitted: { callers: who.omitted.callers, callees: who.omitted.callees },
    gaps: who.gaps.map(gapJson),
    assumptions: who.assumptions.map(({ what }) => ({ what })),
    stats: { objects, logLines, apiCalls },
  };
}

/** The answer as it is printed. */
export function whoJsonText(who: Who): string {
  return safeJson(whoJson(who));
}

function neighbourJson({ ref, host, ground, because, seen, only, but }: Neighbour): NeighbourJson {
  return {
    resource: refJson(ref),
    ...present({ host }),
    ground,
    because: because.map(evidenceJson),
    seen: seen === undefined ? null : { calls: seen.calls, failed: seen.failed, last: seen.last },
    only,
    but: but.map(evidenceJson),
  };
}
