import type { CauseCode } from "../model/cause.ts";
import type { Basis, Layer, Severity, StepId } from "../model/check.ts";
import type { StepStatus, Verdict } from "../model/diagnosis.ts";
import type { Disposition } from "../model/disposition.ts";
import type { PatchOperation } from "../model/fix.ts";
import type { Json } from "../model/json.ts";
import type { Scheme } from "../model/question.ts";
import type { HopKind, Side } from "../model/trace.ts";

/** The answer as programs read it: version 1 of the contract, which only ever gains fields. */
export interface DiagnosisJson {
  readonly schema: "meshwhy.diagnosis/v1";
  readonly question: QuestionJson;
  readonly observedAt: string;
  readonly window: WindowJson | null;
  readonly istioVersion: string | null;
  readonly verdict: Verdict;
  readonly basis: Basis;
  readonly summary: string;
  readonly culprit: AccusedJson | null;
  readonly findings: readonly FindingJson[];
  readonly advice: readonly AdviceJson[];
  readonly steps: readonly StepJson[];
  readonly flows: readonly FlowJson[];
  readonly restrictions: readonly string[];
  readonly observed: ObservedJson;
  readonly since: { readonly firstFailure: string; readonly lastGood: string | null } | null;
  readonly changes: readonly ChangedJson[];
  readonly alsoHit: readonly string[];
  readonly nextHop: { readonly from: string; readonly to: string; readonly why: string } | null;
  readonly maySettle: string | null;
  readonly gaps: readonly GapJson[];
  readonly assumptions: readonly { readonly what: string }[];
  readonly stats: { readonly objects: number; readonly logLines: number; readonly apiCalls: number };
}

export interface QuestionJson {
  readonly from: PartyJson;
  readonly to: PartyJson;
  /** Both ends as they were typed. */
  readonly asked: { readonly from: string; readonly to: string; readonly namespace: string | null };
  readonly request: { readonly method: string; readonly path: string } | null;
  readonly port: number | null;
  readonly scheme: Scheme | null;
  readonly headers: readonly HeaderJson[];
  readonly clientIp: string | null;
}

export interface PartyJson {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly cluster: string | null;
}

interface HeaderJson {
  readonly name: string;
  readonly value: string;
}

interface WindowJson {
  readonly from: string;
  readonly to: string;
}

export interface RefJson {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where two clusters are asked about: the one that it is in. */
  readonly cluster?: string;
}

export interface ResourceJson extends RefJson {
  readonly path: string;
  readonly changedAt?: string;
  readonly changedBy?: string;
  readonly managedBy?: string;
  readonly owner?: string;
  readonly file?: string;
  readonly line?: number;
}

/** A resource with its own lines around the field. */
export interface AccusedJson extends ResourceJson {
  readonly excerpt?: readonly { readonly text: string; readonly marked: boolean }[];
}

export interface FindingJson {
  readonly check: string;
  readonly severity: Severity;
  readonly step: StepId;
  readonly layer: Layer;
  readonly basis: Basis;
  readonly summary: string;
  readonly resource: AccusedJson;
  readonly related: readonly ResourceJson[];
  readonly share: number;
  readonly flow: number;
  readonly evidence: readonly EvidenceJson[];
  readonly sameAs: readonly string[];
  readonly fix: FixJson | null;
}

export type EvidenceJson =
  | {
      readonly kind: "field";
      readonly resource: RefJson;
      readonly path: string;
      /** Absent: the field is not there, or not quoted. */
      readonly value?: Json;
      /** False: the field is there, and what it holds is not repeated. */
      readonly quoted?: false;
      readonly note?: string;
      readonly file?: string;
      readonly line?: number;
    }
  | {
      readonly kind: "log";
      readonly resource: RefJson;
      readonly container: string;
      readonly at: string;
      readonly text: string;
      readonly note?: string;
      readonly file?: string;
      readonly line?: number;
    }
  | { readonly kind: "absence" | "default"; readonly what: string }
  | { readonly kind: "proxy"; readonly resource: RefJson; readonly by: "istiod" | "proxy"; readonly what: string };

export interface FixJson {
  readonly summary: string;
  readonly changes: readonly ChangeJson[];
  /** Shell commands, one per line; "" where the change has to be made elsewhere: see `managedBy`. */
  readonly command: string;
  readonly after: readonly string[];
  readonly undo: string;
  readonly verified: true;
  readonly outcome: string;
  readonly deliveredShare: number;
  readonly sideEffects: readonly string[];
  readonly managedBy?: string;
  readonly weakens?: true;
}

export type ChangeJson =
  | { readonly kind: "patch"; readonly resource: RefJson; readonly patch: readonly PatchOperation[] }
  | { readonly kind: "create"; readonly resource: RefJson; readonly object: { readonly [key: string]: Json } }
  | { readonly kind: "delete"; readonly resource: RefJson };

export interface AdviceJson {
  readonly summary: string;
  readonly why?: string;
  readonly command?: string;
  readonly evidence?: readonly EvidenceJson[];
}

interface StepJson {
  readonly step: StepId;
  readonly check: string;
  readonly title: string;
  readonly status: StepStatus;
  readonly reason?: string;
}

export interface FlowJson {
  readonly request: {
    readonly text: string;
    readonly method: string | null;
    readonly host: string;
    readonly anyOf?: readonly string[];
    readonly port: number;
    readonly path: string | null;
    readonly scheme: Scheme;
    readonly headers: readonly HeaderJson[];
  };
  readonly named: boolean;
  readonly chosenBecause: string;
  readonly assumptions: readonly string[];
  readonly outcomes: readonly OutcomeJson[];
}

export interface OutcomeJson {
  readonly disposition: Disposition;
  readonly share: number;
  /** `null`: none is sent, or the application decides it. */
  readonly httpStatus: number | null;
  readonly grpcStatus?: number;
  /** `null`: no proxy logs it; "-": a line without a flag. */
  readonly responseFlag: string | null;
  readonly responseDetails?: string;
  readonly delayMs?: number;
  readonly station: HopKind;
  readonly at: Side;
  readonly cause: CauseCode | null;
  readonly because: readonly EvidenceJson[];
  /** Pieces of evidence that were left out of `because`. */
  readonly becauseOmitted?: number;
}

export interface ObservedJson {
  readonly counted: number;
  readonly failed: number;
  /** Calls before the last change on the path, which do not count. */
  readonly before: number;
  readonly window: WindowJson | null;
  readonly signatures: readonly SignatureJson[];
  /** Whether an access log of that end was read. */
  readonly logged: { readonly client: boolean; readonly server: boolean };
}

interface SignatureJson {
  readonly signature: string;
  readonly count: number;
  /** What such failures suggest by themselves, the likeliest first. */
  readonly suggests: readonly { readonly classIds: readonly string[]; readonly sentence: string }[];
}

interface ChangedJson {
  readonly resource: RefJson;
  readonly at: string;
  readonly by: string | null;
}

export interface GapJson {
  readonly what: string;
  readonly why: string;
  readonly grant?: string;
}
