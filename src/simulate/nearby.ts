import { nearbyFirst } from "../mesh/nearby-first.ts";
import { trafficPolicyFor } from "../mesh/traffic-policy.ts";
import { isBad, isGood } from "../model/disposition.ts";
import { refText } from "../model/ref.ts";
import type { Endpoint } from "../model/service.ts";
import { type Branch, endings } from "../model/trace.ts";
import { type Cluster, side } from "./cluster.ts";
import { unknownEnd } from "./end.ts";
import type { Walk } from "./walk.ts";

/** Endpoints of one fate, and what becomes of requests to them. */
export interface Fated {
  readonly endpoint: Endpoint;
  readonly branch: Branch;
}

/**
 * Endpoints near the caller may get everything, or others what is written down; where they are is not read. Where not all
 * end alike, that each is as likely as the other is presumed, and said. What fails only in another cluster is unknown:
 * perhaps no request goes there.
 */
export function nearbyFirstOf(walk: Walk, { service, port, rule, subset }: Cluster, fated: readonly Fated[]): Branch[] {
  const all = fated.map(({ branch }) => branch);
  const away = ({ ref, beyond }: Endpoint): boolean => beyond !== undefined || walk.mesh.home(ref) !== walk.mesh;
  const spans = fated.some(({ endpoint }) => away(endpoint)) && !fated.every(({ endpoint }) => away(endpoint));
  const ends = all.flatMap((branch) => endings({ start: branch.to })).map(({ end }) => end.disposition);
  const arrives = ends.some(isGood);
  // In one cluster it is all one which of them is called, where all end alike.
  if (!spans && (!arrives || ends.every(isGood))) return all;
  const preferred = nearbyFirst(walk.mesh, service, trafficPolicyFor(rule, port.number, subset?.name));
  if (preferred === undefined) return all;
  const { spot, because, isDistributed } = preferred;
  walk.assume(
    `each endpoint of ${service.hostname} is as likely as the other, though by ${refText(spot.ref)} ${spot.path} those near the caller come first: where they are is not read`,
  );
  if (!spans || !arrives) return all;
  const what = `which endpoints of ${service.hostname} are near enough to get requests`;
  const decision = unknownEnd("endpoint", side(walk), { code: "not-modelled", what, spot }, [because]);
  return fated.map(({ endpoint, branch }) => {
    if (!isDistributed && !away(endpoint)) return branch;
    const fails = endings({ start: branch.to }).some(({ end }) => isBad(end.disposition));
    return fails ? { ...branch, to: decision } : branch;
  });
}
