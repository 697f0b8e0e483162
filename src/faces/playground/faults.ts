import type { FaultNote, FaultOrder, FaultSwitches } from "./wire.ts";

/** What is to go wrong, ordered by a test or on the page. */
export interface Faults {
  order(fault: FaultOrder): void;
  clear(): void;
  switches(): FaultSwitches;
  /** Uses up one ordered answer for a method: `429`, `500`, `hang` or an error code. */
  takeAnswer(method: string): string | undefined;
  /** Uses up one order to deliver twice. */
  takeTwice(): boolean;
  /** Uses up one order to lose an acknowledgement: Slack never sees it. */
  takeLostAck(): boolean;
}

interface Pending {
  readonly id: string;
  readonly order: FaultOrder & { readonly times: number };
  left: number;
}

/** Nothing goes wrong until it is ordered. `changed` is called after each change. */
export function createFaults(changed: (switches: FaultSwitches) => void): Faults {
  let pending: readonly Pending[] = [];
  let count = 0;
  let rateLimit = false;
  let refuseNewBlocks = false;
  let delayAcksMs = 0;

  return { order, clear, switches, takeAnswer, takeTwice, takeLostAck };

  function order(fault: FaultOrder): void {
    if (fault.fault === "rate-limit") rateLimit = fault.on;
    else if (fault.fault === "refuse-new-blocks") refuseNewBlocks = fault.on;
    else if (fault.fault === "delay-acks") delayAcksMs = fault.ms;
    else {
      count += 1;
      pending = [...pending, { id: `fault-${count}`, order: fault, left: fault.times }];
    }
    changed(switches());
  }

  function clear(): void {
    pending = [];
    rateLimit = false;
    refuseNewBlocks = false;
    delayAcksMs = 0;
    changed(switches());
  }

  function switches(): FaultSwitches {
    return { rateLimit, refuseNewBlocks, delayAcksMs, pending: pending.map(noteOf) };
  }

  function takeAnswer(method: string): string | undefined {
    const taken = take(
      ({ order: each }) =>
        each.fault === "answer" && (each.method === method || (each.method === "*" && method !== "pagerduty")),
    );
    return taken?.order.fault === "answer" ? taken.order.with : undefined;
  }

  function takeTwice(): boolean {
    return take(({ order: each }) => each.fault === "deliver-twice") !== undefined;
  }

  function takeLostAck(): boolean {
    return take(({ order: each }) => each.fault === "lose-acks") !== undefined;
  }

  function take(fits: (each: Pending) => boolean): Pending | undefined {
    const found = pending.find(fits);
    if (found === undefined) return undefined;
    found.left -= 1;
    pending = pending.filter(({ left }) => left > 0);
    changed(switches());
    return found;
  }
}

function noteOf({ id, order, left }: Pending): FaultNote {
  if (order.fault === "answer") return { id, what: `${order.method} answers ${order.with} (${left} left)` };
  return { id, what: `${order.fault === "deliver-twice" ? "delivered twice" : "acknowledgement lost"} (${left} left)` };
}
