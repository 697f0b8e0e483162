import { type Evidence, saidBy } from "../../model/evidence.ts";
import type { ChangedObject, ProxyFact } from "../../model/proxy-facts.ts";
import { secondsBetween } from "./age.ts";

/** A part of a proxy's configuration that Envoy refused. */
export interface Refusal {
  /** `listener`, `extension config`. */
  readonly type: string;
  readonly error: string | undefined;
  readonly at: string | undefined;
  readonly evidence: Evidence;
}

/** What a proxy refused, by istiod's word and by its own, each part once. */
export function refusalsOf({ sync, held, workload: { ref } }: ProxyFact): readonly Refusal[] {
  const own = (held?.rejected ?? []).map(
    ({ type, name, at, error }): Refusal => ({
      type: typeText(type),
      error,
      at,
      evidence: saidBy(
        "proxy",
        ref,
        `refused ${typeText(type)} "${name}"${at === undefined ? "" : ` at ${at}`}: ${error}`,
      ),
    }),
  );
  const known = new Set(own.map(({ type }) => type));
  const told = (sync?.connected === true ? sync.types : [])
    .filter(({ state }) => state === "rejected")
    .map(
      ({ type, sentAt, error }): Refusal => ({
        type: typeText(type),
        error,
        at: sentAt,
        evidence: saidBy(
          "istiod",
          ref,
          `${typeText(type)} configuration refused${error === undefined ? "" : `: ${error}`}`,
        ),
      }),
    );
  return [...own, ...told.filter(({ type }) => !known.has(type))];
}

/** `extension-config` → `extension config`. */
export function typeText(type: string): string {
  return type.replace("-", " ");
}

/** So long after a change a refusal may still be its doing: istiod sends again, and is refused again. */
const farthestSeconds = 3600;

/**
 * What a refusal is probably the doing of: the EnvoyFilter on this proxy that was changed last, since what istiod makes
 * by itself is seldom refused; else what changed on the path within the hour before.
 */
export function suspectsOf({ filters, onPath }: ProxyFact, refusals: readonly Refusal[]): readonly ChangedObject[] {
  if (filters.length > 0) return filters;
  const [at] = refusals.flatMap((refusal) => refusal.at ?? []);
  if (at === undefined) return [];
  return onPath.filter((object) => {
    const seconds = secondsBetween(object.at, at);
    return object.ref.kind !== "Pod" && seconds !== undefined && seconds >= 0 && seconds <= farthestSeconds;
  });
}
