import type { Advice } from "../../model/fix.ts";
import type { ProxyFact } from "../../model/proxy-facts.ts";
import { type Ref, refText } from "../../model/ref.ts";
import { rolloutRestart } from "../rollout-restart.ts";
import { refusalsOf, suspectsOf } from "./refusals.ts";

const objectName = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;

/**
 * What to do about a proxy that does not hold what it should, safest first. A restart is no cure for all: a new proxy
 * has no old configuration to go on with.
 */
export function adviceOn(fact: ProxyFact, rootNamespace: string): readonly Advice[] {
  const refusals = refusalsOf(fact);
  const istiod = readIstiodLog(fact, rootNamespace);
  if (refusals.length > 0) return [istiod, mend(suspectsOf(fact, refusals)[0]?.ref)];
  if (fact.sync?.connected === false)
    return [
      readProxyLog(fact),
      restart(fact, "only once istiod can be reached: a new proxy that cannot does not start"),
    ];
  return [istiod, restart(fact, "a new proxy asks istiod for everything anew")];
}

/** What istiod wrote of a proxy tells why it does not take what it is sent. */
function readIstiodLog({ workload: { ref } }: ProxyFact, rootNamespace: string): Advice {
  const isSafe = objectName.test(ref.name) && objectName.test(rootNamespace);
  return {
    summary: `Read what istiod wrote of ${ref.name}`,
    ...(isSafe
      ? { command: `kubectl logs -n ${rootNamespace} -l app=istiod --tail=-1 --since=1h | grep ${ref.name}` }
      : {}),
  };
}

function readProxyLog({ workload: { ref } }: ProxyFact): Advice {
  const isSafe = objectName.test(ref.name) && objectName.test(ref.namespace);
  return {
    summary: `Read why the proxy of ${ref.name} does not reach istiod on port 15012`,
    ...(isSafe
      ? { command: `kubectl logs ${ref.name} -n ${ref.namespace} -c istio-proxy --since=1h | grep -i xds` }
      : {}),
  };
}

function mend(suspect: Ref | undefined): Advice {
  return {
    summary: `Mend or take back ${suspect === undefined ? "what was refused" : refText(suspect)}, and restart no pod before`,
    why: "a new proxy would refuse it too, and has no old configuration to go on with",
  };
}

function restart({ workload: { owner } }: ProxyFact, why: string): Advice {
  const command = rolloutRestart(owner);
  return { summary: `Restart the pods of ${owner.name}`, why, ...(command === undefined ? {} : { command }) };
}
