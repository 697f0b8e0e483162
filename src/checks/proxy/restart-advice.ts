import type { Advice } from "../../model/fix.ts";
import type { ProxyFact } from "../../model/proxy-facts.ts";
import { rolloutRestart } from "../rollout-restart.ts";

const objectName = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;

/** What istiod wrote of a proxy tells why it does not take what it is sent. */
export function readIstiodLog({ workload: { ref } }: ProxyFact, rootNamespace: string): Advice {
  const isSafe = objectName.test(ref.name) && objectName.test(rootNamespace);
  return {
    summary: `Read what istiod wrote of ${ref.name}`,
    ...(isSafe
      ? { command: `kubectl logs -n ${rootNamespace} -l app=istiod --tail=-1 --since=1h | grep ${ref.name}` }
      : {}),
  };
}

/** A new proxy asks istiod for everything anew. */
export function restartPods({ workload: { owner } }: ProxyFact, why: string): Advice {
  const command = rolloutRestart(owner);
  return {
    summary: `Restart the pods of ${owner.name}: ${why}`,
    ...(command === undefined ? {} : { command }),
  };
}
