import { type Evidence, saidBy } from "../../model/evidence.ts";
import type { ChangedObject, ProxyFact } from "../../model/proxy-facts.ts";
import type { ConfigType } from "../../model/proxy-state.ts";
import { secondsBetween } from "./age.ts";

/** A part of a proxy's configuration that Envoy refused. */
export interface Refusal {
  readonly part: ConfigType;
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
      part: type,
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
        part: type,
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

const services: readonly string[] = ["Service", "ServiceEntry", "Sidecar", "ConfigMap"];

/** Kinds of objects of which istiod makes a part; who may be called is a matter of all of them. */
const madeOf: { readonly [K in ConfigType]: ReadonlySet<string> } = {
  cluster: new Set([...services, "DestinationRule"]),
  listener: new Set([
    ...services,
    "AuthorizationPolicy",
    "DestinationRule",
    "Gateway",
    "PeerAuthentication",
    "RequestAuthentication",
    "Telemetry",
    "VirtualService",
  ]),
  // A rule's hash of requests is written into routes.
  route: new Set([...services, "DestinationRule", "Gateway", "GRPCRoute", "HTTPRoute", "VirtualService"]),
  endpoint: new Set([...services, "DestinationRule", "WorkloadEntry"]),
  "extension-config": new Set(["Telemetry", "WasmPlugin"]),
};

/**
 * What a refusal is probably the doing of: the EnvoyFilter that patches what was refused and was changed last, since what
 * istiod makes by itself is seldom refused; else what it was made of and changed on the path within the hour before.
 */
export function suspectsOf({ filters, onPath }: ProxyFact, refusals: readonly Refusal[]): readonly ChangedObject[] {
  const patching = filters.filter(({ patches }) => refusals.some(({ part }) => patches.includes(part)));
  if (patching.length > 0) return patching;
  return onPath.filter((object) =>
    refusals.some(({ part, at }) => {
      const seconds = at === undefined ? undefined : secondsBetween(object.at, at);
      return madeOf[part].has(object.ref.kind) && seconds !== undefined && seconds >= 0 && seconds <= farthestSeconds;
    }),
  );
}
