/** The clock of this process, which can be put forward. */
export interface ProcessClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** By how much it is ahead of the machine's. */
  ahead(): number;
  forward(milliseconds: number): void;
  /** Takes back by how much it was put forward here. */
  stop(): void;
}

const machine = Date.now;
let ahead = 0;

/**
 * Puts itself in place of `Date.now`, which is all that functions and stand-ins know of time: when it is put forward, it
 * is later for all of them alike. Waits are as long as ever.
 */
export function processClock(): ProcessClock {
  let own = 0;
  Date.now = shifted;
  return {
    now: shifted,
    ahead: () => own,
    forward: (milliseconds) => {
      own += milliseconds;
      ahead += milliseconds;
    },
    stop: () => {
      ahead -= own;
      own = 0;
    },
  };
}

function shifted(): number {
  return machine() + ahead;
}
