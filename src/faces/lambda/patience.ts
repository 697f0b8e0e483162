/** How long a client of AWS waits; without it, one that hangs takes the function's whole time, and nobody is told. */
export interface Patience {
  readonly maxAttempts: number;
  /** In milliseconds, for one attempt. */
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

/** Where Slack waits for the acknowledgement: of its three seconds, one is left to say that it failed. */
export const whileSlackWaits: Patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 900, throwOnRequestTimeout: true },
};

/** Where a job has a minute. */
export const whileWorking: Patience = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};
