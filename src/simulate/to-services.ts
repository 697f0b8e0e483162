import { isIpAddress } from "../mesh/ip-address.ts";
import { isGood } from "../model/disposition.ts";
import { byDefault } from "../model/evidence.ts";
import { fraction } from "../model/fraction.ts";
import { type End, endings, type Hop, hop } from "../model/trace.ts";
import { dialling } from "./dialling.ts";
import { groupBy } from "./fate.ts";
import type { Walk } from "./walk.ts";

/**
 * A workload that several Services stand for is called by the name of one of them, of which nothing says which: where
 * not all of them lead there, each that fails is a branch of its own.
 */
export function toServices(walk: Walk, dial: (walk: Walk) => Hop | End): Hop | End {
  const hosts = (walk.flow.anyOf ?? []).filter((host) => !isIpAddress(host));
  if (hosts.length < 2) return dial(walk);
  const dialled = hosts.map((host) => ({ host, to: dial(dialling(walk, host)) }));
  const groups = groupBy(dialled, ({ host, to }) => (arrives(to) ? "" : host));
  const [only, ...others] = groups;
  if (only !== undefined && others.length === 0) return only[0].to;
  return hop({
    kind: "resolve",
    at: "client",
    title: `${walk.flow.to.name}: ${hosts.length} Services, which do not fare alike`,
    because: [byDefault("each Service of the workload is taken to be called equally often")],
    next: groups.map((group) => ({
      share: fraction(group.length, hosts.length),
      label: group.map(({ host }) => host).join(", "),
      to: group[0].to,
    })),
  });
}

function arrives(to: Hop | End): boolean {
  return endings({ start: to }).every(({ end }) => isGood(end.disposition) && (end.delayMs ?? 0) === 0);
}
