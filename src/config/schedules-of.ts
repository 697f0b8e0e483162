import type { Config } from "../model/config.ts";
import type { Order } from "../model/job.ts";

/** Something that is done again and again. */
export interface Schedule {
  /** What for: `The digest shop`. */
  readonly description: string;
  /** `rate(1 minute)` or `cron(0 7 ? * MON-FRI *)`, as EventBridge Scheduler reads them. */
  readonly schedule: string;
  /** IANA; UTC where absent. */
  readonly timezone?: string;
  readonly order: Order;
}

/** All that follows from a configuration: what the bot itself needs, and the digests that have a schedule. */
export function schedulesOf({ clusters, digests }: Config): readonly Schedule[] {
  return [
    { description: "Who has to be told next", schedule: "rate(1 minute)", order: { verb: "sweep" } },
    ...clusters.map(({ name }) => ({
      description: `Names for live search in ${name}`,
      schedule: "rate(15 minutes)",
      order: { verb: "catalogue", cluster: name } as const,
    })),
    ...digests.flatMap(({ name, schedule, timezone }) =>
      schedule === undefined
        ? []
        : [
            {
              description: `The digest ${name}`,
              schedule,
              ...(timezone === undefined ? {} : { timezone }),
              order: { verb: "digest", digest: name, scheduled: true } as const,
            },
          ],
    ),
  ];
}
