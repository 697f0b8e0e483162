import type { Escalation } from "../model/escalation.ts";
import { MeshError } from "../model/mesh-error.ts";
import type { Store } from "../model/store.ts";

/** Each failure is somebody else's success, and an escalation has few of them. */
const mostTries = 50;

/**
 * Changes an escalation as it is now: where somebody was faster, the change is made anew on what they left. What comes
 * back was saved, or changed nothing (then it is the very object that was read). `undefined`: there is none of that id.
 */
export async function changeEscalation<Step extends { readonly escalation: Escalation }>(
  store: Pick<Store, "escalation" | "saveEscalation">,
  id: string,
  now: string,
  change: (escalation: Escalation) => Step,
): Promise<Step | undefined> {
  for (let tried = 0; tried < mostTries; tried += 1) {
    const current = await store.escalation(id, now);
    if (current === undefined) return undefined;
    const step = change(current);
    if (step.escalation === current || (await store.saveEscalation(step.escalation, now))) return step;
  }
  throw new MeshError(
    "STORE_UNAVAILABLE",
    `Cannot change the escalation "${id}": others changed it ${mostTries} times meanwhile`,
    "Try again.",
  );
}
