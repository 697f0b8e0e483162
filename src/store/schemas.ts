import { z } from "zod";
import type { Escalation } from "../model/escalation.ts";
import type { AnswerRecord, AuditRecord, DigestRecord, MessageRef, Mute } from "../model/store.ts";

const text = z.string();
const time = z.string().refine((value) => !Number.isNaN(Date.parse(value)), "is no time");

export const messageRef: z.ZodType<MessageRef> = z.object({ channel: text, ts: text });

export const answerRecord: z.ZodType<AnswerRecord> = z
  .object({
    id: text,
    cluster: text,
    toCluster: text.optional(),
    at: time,
    team: text,
    user: text,
    message: messageRef.optional(),
    pair: text,
    verdict: text,
    summary: text,
    fingerprint: text,
    namespaces: z.array(text),
    question: z.unknown(),
    parts: z.object({ answer: text, path: text, yaml: text, page: text }),
    cut: z.object({ answer: text, path: text, yaml: text, page: text }).partial().optional(),
  })
  .transform((record) => ({ ...record, message: record.message }));

export const mute: z.ZodType<Mute> = z.object({
  fingerprint: text,
  cluster: text,
  what: text,
  reason: text,
  by: text,
  at: time,
  until: time,
});

const delivery = z.object({
  at: time,
  rung: z.int(),
  target: text,
  accepted: z.boolean(),
  detail: text,
  message: messageRef.optional(),
});

export const escalation: z.ZodType<Escalation> = z
  .object({
    id: text,
    version: z.int().positive(),
    fingerprint: text,
    cluster: text,
    dedupKey: text.optional(),
    answer: text,
    ladder: text,
    state: z.enum(["open", "acknowledged", "resolved"]),
    rung: z.int(),
    due: time.optional(),
    exhaustedAt: time.optional(),
    by: text,
    at: time,
    acknowledgedBy: text.optional(),
    acknowledgedAt: time.optional(),
    resolvedBy: text.optional(),
    resolvedAt: time.optional(),
    message: messageRef.optional(),
    deliveries: z.array(delivery),
  })
  .transform((record) => ({ ...record, message: record.message }));

export const digestRecord: z.ZodType<DigestRecord> = z.object({
  name: text,
  at: time,
  pairs: z.array(
    z.object({
      pair: text,
      verdict: text,
      summary: text,
      fingerprint: text,
      culprit: text.optional(),
      since: time,
    }),
  ),
});

export const auditRecord: z.ZodType<AuditRecord> = z.object({
  id: text,
  at: time,
  team: text,
  user: text,
  channel: text,
  verb: text,
  cluster: text,
  target: text,
  allowed: z.boolean(),
  rule: text,
  outcome: text,
});
