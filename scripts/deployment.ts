import { type Schedule, schedulesOf } from "../src/config/schedules-of.ts";
import type { Config } from "../src/model/config.ts";
import type { Order } from "../src/model/job.ts";

/** What a configuration adds to `serverless.yml`. */
export interface Deployment {
  /** What wakes the worker. */
  readonly events: readonly ScheduleEvent[];
  /** A part of the CloudFormation template. */
  readonly resources: { readonly Resources: Readonly<Record<string, unknown>> };
}

/** A schedule of EventBridge Scheduler, as osls writes it. */
export interface ScheduleEvent {
  readonly schedule: {
    readonly method: "scheduler";
    readonly rate: readonly string[];
    readonly timezone?: string;
    readonly description: string;
    readonly roleArn: unknown;
    readonly input: ScheduledEvent;
  };
}

/** What the worker is woken with. */
export interface ScheduledEvent {
  readonly source: "meshwhy.schedule";
  /** When it was due, RFC 3339: equal where it is delivered twice. EventBridge puts it in; a local run does not. */
  readonly at: string;
  readonly order: Order;
}

/** Schedules and rights that follow from a configuration; equal configurations give equal ones. */
export function deploymentOf(config: Config): Deployment {
  const statements = [...secretStatements(config), ...bucketStatements(config), ...eksStatements(config)];
  return {
    events: schedulesOf(config).map(scheduled),
    resources: {
      Resources:
        statements.length === 0
          ? {}
          : {
              WorkerReads: {
                Type: "AWS::IAM::Policy",
                Properties: {
                  PolicyName: "configured",
                  Roles: [{ Ref: "WorkerRole" }],
                  PolicyDocument: { Version: "2012-10-17", Statement: statements },
                },
              },
            },
    },
  };
}

function scheduled({ schedule, description, order, timezone }: Schedule): ScheduleEvent {
  return {
    schedule: {
      method: "scheduler",
      rate: [schedule],
      ...(timezone === undefined ? {} : { timezone }),
      description,
      roleArn: { "Fn::GetAtt": ["ScheduleRole", "Arn"] },
      input: { source: "meshwhy.schedule", at: "<aws.scheduler.scheduled-time>", order },
    },
  };
}

/**
 * The routing keys of PagerDuty that ladders name, and kubeconfigs. Secrets Manager adds a dash and six characters to a
 * name.
 */
function secretStatements({ clusters, ladders }: Config): readonly unknown[] {
  const keys = ladders.flatMap(({ rungs }) =>
    rungs.flatMap(({ notify }) =>
      notify.flatMap((target) => (target.kind === "pagerduty" ? [target.routingKeySecret] : [])),
    ),
  );
  const kubeconfigs = clusters.flatMap(({ live }) =>
    live?.reach.by === "kubeconfig-secret" ? [live.reach.secret] : [],
  );
  const names = [...keys, ...kubeconfigs];
  const resources = sorted(names).map((name) =>
    arn("secretsmanager", ":", [region, ":", account, `:secret:${name}-??????`]),
  );
  return resources.length === 0
    ? []
    : [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: resources }];
}

/** The objects that clusters are read from, and no other; a key that ends in a slash stands for all below it. */
function bucketStatements({ clusters }: Config): readonly unknown[] {
  const places = sorted(clusters.flatMap(({ snapshot }) => snapshot.filter((place) => place.startsWith("s3://")))).map(
    (place) => place.slice("s3://".length),
  );
  for (const place of places) {
    if (/[*?$]/.test(place)) {
      throw new Error(`Cannot grant "s3://${place}": *, ? and $ mean something else in a policy. Rename the object`);
    }
  }
  const folders = places.filter((place) => place.endsWith("/"));
  return [
    ...(places.length === 0
      ? []
      : [
          {
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: places.map((place) => arn("s3", ":::", [place.endsWith("/") ? `${place}*` : place])),
          },
        ]),
    ...folders.map((folder) => ({
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: [arn("s3", ":::", [bucketOf(folder)])],
      Condition: { StringLike: { "s3:prefix": [`${folder.slice(bucketOf(folder).length + 1)}*`] } },
    })),
  ];
}

/**
 * Clusters of EKS: to take a role, where one is named, and to ask EKS for an address that is not written. With a role it
 * is the role that asks. What may be read in the cluster is decided there.
 */
function eksStatements({ clusters }: Config): readonly unknown[] {
  const reaches = clusters.flatMap(({ live }) => (live?.reach.by === "eks" ? [live.reach] : []));
  const roles = sorted(reaches.flatMap(({ roleArn }) => roleArn ?? []));
  const asked = sorted(
    reaches
      .filter(({ roleArn, endpoint, ca }) => roleArn === undefined && (endpoint === undefined || ca === undefined))
      .map((each) => `${each.region}:${each.cluster}`),
  ).map((each) => each.split(":"));
  return [
    ...(roles.length === 0 ? [] : [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: roles }]),
    ...(asked.length === 0
      ? []
      : [
          {
            Effect: "Allow",
            Action: "eks:DescribeCluster",
            Resource: asked.map(([where = "", name = ""]) => arn("eks", `:${where}:`, [account, `:cluster/${name}`])),
          },
        ]),
  ];
}

const region = { Ref: "AWS::Region" };
const account = { Ref: "AWS::AccountId" };

function arn(service: string, colons: string, rest: readonly unknown[]): unknown {
  return { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:${service}${colons}`, ...rest]] };
}

function bucketOf(place: string): string {
  return place.slice(0, place.indexOf("/"));
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
