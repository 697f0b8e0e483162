import type { RawObject } from "../../../kinds/raw-object.ts";
import type { HeldInbound, HeldPolicy } from "../../../model/proxy-state.ts";
import { distinct } from "./distinct.ts";
import { nameIn } from "./name-in.ts";
import { rawAt } from "./raw-at.ts";
import { rawList } from "./raw-list.ts";

/** The listener through which all comes that is sent to a pod. */
export const inboundListener = "virtualInbound";
/** It stands for the listener's own port, where nothing is taken. */
const blackhole = "virtualInbound-blackhole";

/**
 * What the inbound listener of a dump of `dynamic_listeners` enforces; `undefined`: there is none that takes connections.
 * Source: istio/istio, pilot/pkg/networking/core/{listener_inbound,filterchain_options}.go: a port takes a connection
 * without TLS where one of its chains is not for TLS alone; a port without chains of its own has those without a port.
 */
export function heldInbound(dump: unknown): HeldInbound | undefined {
  const listener = rawList(dump, "configs")
    .filter(({ name }) => name === inboundListener)
    .map((config) => rawAt(config, "active_state", "listener"))
    .find((found) => found !== undefined);
  if (listener === undefined) return undefined;
  const chains = rawList(listener, "filter_chains").filter(({ name }) => name !== blackhole);
  const ports = Map.groupBy(chains, (chain) => portOf(chain));
  return {
    policies: distinct(
      chains.flatMap(policiesOf),
      ({ namespace, name, dryRun }) => `${namespace}/${name} ${String(dryRun)}`,
    ),
    plaintext: [...ports]
      .sort(([a], [b]) => a - b)
      .map(([port, some]) => ({ port, accepted: some.some((chain) => !isForTls(chain)) })),
  };
}

function portOf(chain: RawObject): number {
  const port = rawAt(chain, "filter_chain_match", "destination_port");
  return typeof port === "number" && Number.isInteger(port) ? port : 0;
}

function isForTls(chain: RawObject): boolean {
  return rawAt(chain, "filter_chain_match", "transport_protocol") === "tls";
}

/** Of filters on connections, and of those on requests, which are inside of one. */
function policiesOf(chain: RawObject): readonly HeldPolicy[] {
  const filters = rawList(chain, "filters");
  return [...filters, ...filters.flatMap((filter) => rawList(filter, "typed_config", "http_filters"))].flatMap(
    (filter) => {
      const config = rawAt(filter, "typed_config");
      const type = rawAt(config, "@type");
      if (typeof type !== "string" || !type.endsWith(".rbac.v3.RBAC")) return [];
      return [...namesIn(rawAt(config, "rules"), false), ...namesIn(rawAt(config, "shadow_rules"), true)];
    },
  );
}

const written = /^(istio-ext-authz-(?:.*-)?)?ns\[([^\]]*)\]-policy\[([^\]]*)\]-rule\[\d+\]$/;

/**
 * Policies by the names of their rules. Rules in the shadow only tell what they would do; those that ask somebody else
 * (CUSTOM) stand there to ask, and in the other place where they are dry.
 * Source: istio/istio, pilot/pkg/security/authz/builder/builder.go `policyName`, `buildHTTP`.
 */
function namesIn(rules: unknown, isShadow: boolean): readonly HeldPolicy[] {
  const policies = rawAt(rules, "policies");
  if (typeof policies !== "object" || policies === null) return [];
  return Object.keys(policies).flatMap((key): readonly HeldPolicy[] => {
    const [, custom, namespace, name] = written.exec(nameIn(key) ?? "") ?? [];
    if (namespace === undefined || name === undefined) return [];
    return [{ namespace, name, dryRun: custom === undefined ? isShadow : !isShadow }];
  });
}
