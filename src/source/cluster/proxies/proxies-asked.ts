import type { Pod, Service } from "../../../model/resources/core.ts";
import type { ServiceEntry } from "../../../model/resources/routing.ts";
import type { Resources } from "../../../model/snapshot.ts";
import { shortHost } from "../../interest/short-host.ts";
import type { Aim } from "../aim.ts";
import type { End } from "../ends.ts";
import { hasProxy, proxyContainer } from "../has-proxy.ts";
import { inTurn } from "../in-turn.ts";
import { limits } from "../limits.ts";
import type { EnvoyAsk } from "./ask-envoy.ts";

/** Which proxies are asked what. */
export interface ProxiesAsked {
  /** Those of which istiod's word is told, by namespace and name. */
  readonly pods: readonly Pod[];
  /** Those that are asked what they hold. */
  readonly envoys: readonly EnvoyAsk[];
  /** Which are not, as clauses. */
  readonly untold: readonly string[];
}

/** Of both ends the running pods with a proxy: of all istiod's word, of a few what they hold. */
export function proxiesAsked(aim: Aim, ends: readonly End[], resources: Resources): ProxiesAsked {
  const sides = ends.map(({ pods }) => pods.filter((pod) => isAsked(pod)));
  const [callers = [], callees = []] = sides.map((pods) => inTurn(pods).slice(0, limits.proxiesOfEnd));
  const { hosts, ports } = calledBy(aim, ends, resources);
  return {
    pods: [...new Set(sides.flatMap((pods) => pods.slice(0, limits.syncOfEnd)))],
    envoys: [...new Set([...callers, ...callees])].map((pod) => {
      const isCaller = callers.includes(pod);
      return {
        pod: { namespace: pod.metadata.namespace, name: pod.metadata.name },
        hosts: isCaller ? hosts : [],
        ports: isCaller ? ports : [],
        hasRoutes: !isGateway(pod),
        isCallee: callees.includes(pod) && !isGateway(pod),
      };
    }),
    untold: sides.flatMap((pods, side) => {
      const whose = side === 0 ? "caller" : "callee";
      return pods.length > limits.proxiesOfEnd
        ? [
            `what proxies hold was read of ${limits.proxiesOfEnd} of the ${pods.length} of the ${whose}, of each owner in turn`,
          ]
        : [];
    }),
  };
}

/** One that is being stopped has taken leave of istiod, and of what it holds nobody makes use any more. */
function isAsked(pod: Pod): boolean {
  return pod.status.phase === "Running" && pod.metadata.deletionTimestamp === undefined && hasProxy(pod);
}

interface Called {
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
}

/** Hosts that requests of the question may be sent to, as istiod calls them, and the ports that they are served on. */
function calledBy(aim: Aim, ends: readonly End[], resources: Resources): Called {
  const services = ends[1]?.services ?? [];
  const reach = aim.reaches(resources);
  const wanted = new Set([...reach.hosts, ...aim.ends.slice(1).map(({ host }) => shortHost(host))]);
  const hostsOf = ({ metadata, spec }: ServiceEntry): readonly string[] =>
    spec.hosts.filter((host) => wanted.has(shortHost(host, metadata.namespace)));
  const entries = reach.entries.filter((entry) => hostsOf(entry).length > 0);
  return {
    hosts: firstOf([...services.map(hostOf), ...entries.flatMap(hostsOf)], limits.heldHosts),
    ports: firstOf(
      [
        ...services.flatMap(({ spec }) => spec.ports.map(({ port }) => port)),
        ...entries.flatMap(({ spec }) => (spec.ports ?? []).map(({ number }) => number)),
      ],
      limits.heldPorts,
    ),
  };
}

function hostOf({ metadata }: Service): string {
  return `${metadata.name}.${metadata.namespace}.svc.cluster.local`;
}

function firstOf<T>(all: readonly T[], most: number): readonly T[] {
  return [...new Set(all)].slice(0, most);
}

/** A pod that is nothing but a proxy has neither the routes of a sidecar nor its inbound listener. */
function isGateway({ spec }: Pod): boolean {
  return spec.containers.every(({ name }) => name === proxyContainer);
}
