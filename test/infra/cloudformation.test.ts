/** What `serverless.yml` becomes: the template and the zip files that would be deployed. Packed offline, into a copy. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { buildLambdas } from "../../scripts/build-lambdas.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { tableDefinition, ttlAttribute } from "../../src/store/table-definition.ts";
import { configText } from "./config-text.ts";
import { zipEntries } from "./zip-entries.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "meshwhy-infra-"));

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is looked into as it comes; what is wrong fails a test
  readonly Properties: Readonly<Record<string, any>>;
}

interface Policy {
  readonly PolicyDocument?: { readonly Statement: readonly Statement[] };
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

let template: { readonly Resources: Readonly<Record<string, Resource>>; readonly [part: string]: unknown };

beforeAll(async () => {
  cpSync(join(root, "serverless.yml"), join(folder, "serverless.yml"));
  cpSync(join(root, "infra"), join(folder, "infra"), { recursive: true });
  cpSync(join(root, "examples/shop/base"), join(folder, "snapshots/shop"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "meshwhy.yaml"), configText);
  const standIn = (name: string) => join(import.meta.dirname, `stand-ins/${name}.ts`);
  await buildLambdas({
    entries: { slack: standIn("echo"), worker: standIn("worker"), failed: standIn("echo") },
    configFile: join(folder, "meshwhy.yaml"),
    outdir: join(folder, "dist/lambda"),
  });
  const serverless = join(root, "node_modules/serverless/bin/serverless.js");
  execFileSync(process.execPath, [serverless, "package", "--package", join(folder, "packed")], {
    cwd: folder,
    stdio: "pipe",
    env: { PATH: process.env.PATH, HOME: folder, SLS_TELEMETRY_DISABLED: "1", CI: "1" },
  });
  template = JSON.parse(readFileSync(join(folder, "packed/cloudformation-template-update-stack.json"), "utf8"));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resource = (name: string) => template.Resources[name];
const properties = (name: string) => resource(name)?.Properties ?? {};
const ofType = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
const arnOf = (name: string) => ({ "Fn::GetAtt": [name, "Arn"] });
const secret = (name: string) => ({
  "Fn::Sub": `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${name}-??????`,
});
const functions = ["slack", "worker", "failed"];
const logicalId = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}LambdaFunction`;

describe("the functions", () => {
  test("are these three, on Node 24 and arm64, each with a role of its own", () => {
    expect(ofType("AWS::Lambda::Function").map(([, { Properties: p }]) => [p.FunctionName, p.Role])).toEqual([
      ["meshwhy-prod-slack", arnOf("SlackRole")],
      ["meshwhy-prod-worker", arnOf("WorkerRole")],
      ["meshwhy-prod-failed", arnOf("FailedRole")],
    ]);
    for (const [, { Properties: p }] of ofType("AWS::Lambda::Function"))
      expect(p).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"] });
  });

  test.each([
    ["slack", { Timeout: 3, MemorySize: 1024 }],
    ["worker", { Timeout: 60, MemorySize: 1769 }],
    ["failed", { Timeout: 15, MemorySize: 512 }],
  ])("%s has its time and memory", (name, limits) => {
    expect(properties(logicalId(name))).toMatchObject(limits);
  });

  test("know names of secrets, never a secret", () => {
    const common = {
      LOG_LEVEL: "info",
      MESHWHY_BOT_TOKEN_ID: "meshwhy/prod/slack-bot-token",
      MESHWHY_STAGE: "prod",
      MESHWHY_TABLE: { Ref: "StateTable" },
      PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED: "false",
      PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL: "warn",
      SECRETS_MANAGER_TIMEOUT_MILLIS: "1000",
    };
    const own = {
      slack: {
        MESHWHY_SIGNING_SECRET_ID: "meshwhy/prod/slack-signing-secret",
        MESHWHY_WORKER: "meshwhy-prod-worker",
      },
      worker: {},
      failed: {},
    };
    for (const [name, variables] of Object.entries(own))
      expect(properties(logicalId(name)).Environment).toEqual({ Variables: { ...common, ...variables } });
  });

  test("read secrets through the extension of their region", () => {
    const layers = [{ "Fn::FindInMap": ["SecretsExtension", { Ref: "AWS::Region" }, "Arm64"] }];
    for (const name of functions) expect(properties(logicalId(name)).Layers).toEqual(layers);
    const { SecretsExtension } = template.Mappings as Record<string, Record<string, { readonly Arm64: string }>>;
    for (const [region, { Arm64 }] of Object.entries(SecretsExtension ?? {})) {
      expect(Arm64).toMatch(
        new RegExp(`^arn:aws:lambda:${region}:\\d{12}:layer:AWS-Parameters-and-Secrets-Lambda-Extension-Arm64:\\d+$`),
      );
    }
    expect(Object.keys(SecretsExtension ?? {}).length).toBeGreaterThan(30);
  });

  test("run no more often at once than the parameters say, if they say it", () => {
    const limit = (condition: string, count: string) => ({ "Fn::If": [condition, count, { Ref: "AWS::NoValue" }] });
    expect(properties("SlackLambdaFunction").ReservedConcurrentExecutions).toEqual(limit("LimitsSlack", "20"));
    expect(properties("WorkerLambdaFunction").ReservedConcurrentExecutions).toEqual(limit("LimitsWorker", "10"));
  });

  test("are in a VPC only if one is named, and then only the worker", () => {
    const split = { "Fn::Split": [",", "none"] };
    const vpc = { "Fn::If": ["InVpc", { SubnetIds: split, SecurityGroupIds: split }, { Ref: "AWS::NoValue" }] };
    expect(functions.map((name) => properties(logicalId(name)).VpcConfig)).toEqual([undefined, vpc, undefined]);
    expect(template.Conditions).toMatchObject({ InVpc: { "Fn::Not": [{ "Fn::Equals": ["none", "none"] }] } });
  });
});

describe("what each may do", () => {
  const logs = (group: string) => ({
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: arnOf(group),
  });
  const table = arnOf("StateTable");
  const keepsAudit = {
    Effect: "Deny",
    Action: ["dynamodb:DeleteItem", "dynamodb:UpdateItem"],
    Resource: table,
    Condition: { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["audit#*"] } },
  };
  const reads = (...names: readonly string[]) => ({
    Effect: "Allow",
    Action: "secretsmanager:GetSecretValue",
    Resource: names.map(secret),
  });
  const invokes = (name: string) => ({
    Effect: "Allow",
    Action: "lambda:InvokeFunction",
    Resource: arnOf(logicalId(name)),
  });
  const signingSecret = "meshwhy/prod/slack-signing-secret";
  const botToken = "meshwhy/prod/slack-bot-token";

  const statements: Readonly<Record<string, readonly unknown[]>> = {
    SlackRole: [
      logs("SlackLogGroup"),
      invokes("worker"),
      reads(signingSecret, botToken),
      {
        Effect: "Allow",
        Action: ["dynamodb:BatchGetItem", "dynamodb:GetItem"],
        Resource: table,
        Condition: {
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["catalogue#*"] },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      },
    ],
    WorkerRole: [
      logs("WorkerLogGroup"),
      invokes("failed"),
      reads(botToken),
      {
        Effect: "Allow",
        Action: [
          "dynamodb:BatchGetItem",
          "dynamodb:DeleteItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:Query",
          "dynamodb:UpdateItem",
        ],
        Resource: table,
      },
      { Effect: "Allow", Action: "dynamodb:Query", Resource: { "Fn::Sub": `\${StateTable.Arn}/index/gsi1` } },
      keepsAudit,
    ],
    FailedRole: [
      logs("FailedLogGroup"),
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: arnOf("LostJobs") },
      reads(botToken),
      { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], Resource: table },
      keepsAudit,
    ],
    ScheduleRole: [invokes("worker")],
  };

  test("is told by these roles and by no other", () => {
    expect(ofType("AWS::IAM::Role").map(([name]) => name)).toEqual(Object.keys(statements));
    for (const name of Object.keys(statements)) expect(properties(name).ManagedPolicyArns).toBeUndefined();
  });

  test.each(Object.keys(statements))("%s: exactly this", (name) => {
    const [own, ...others] = properties(name).Policies;
    expect(own.PolicyDocument.Statement).toEqual(statements[name]);
    expect(others).toHaveLength(name === "WorkerRole" ? 1 : 0);
  });

  test("the worker's network interfaces: only in a VPC", () => {
    const [, network] = properties("WorkerRole").Policies;
    const [condition, policy, otherwise] = network["Fn::If"];
    expect([condition, otherwise]).toEqual(["InVpc", { Ref: "AWS::NoValue" }]);
    const [statement, ...more] = policy.PolicyDocument.Statement;
    expect(more).toEqual([]);
    expect(statement.Action.every((action: string) => action.startsWith("ec2:"))).toBe(true);
  });

  test("what the configuration adds: its buckets, secrets and clusters, nothing else", () => {
    const arn = (...rest: readonly unknown[]) => ({ "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ...rest]] });
    const added = (name: string) =>
      arn(":secretsmanager:", { Ref: "AWS::Region" }, ":", { Ref: "AWS::AccountId" }, `:secret:${name}-??????`);
    expect(ofType("AWS::IAM::Policy").map(([name]) => name)).toEqual(["WorkerReads"]);
    expect(properties("WorkerReads")).toEqual({
      PolicyName: "configured",
      Roles: [{ Ref: "WorkerRole" }],
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: [
              added("meshwhy/kubeconfig"),
              added("meshwhy/pagerduty-payments"),
              added("meshwhy/pagerduty-shop"),
            ],
          },
          {
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: [arn(":s3:::", "mesh-snapshots/prod-eu/latest.yaml"), arn(":s3:::", "mesh-snapshots/prod-us/*")],
          },
          {
            Effect: "Allow",
            Action: "s3:ListBucket",
            Resource: [arn(":s3:::", "mesh-snapshots")],
            Condition: { StringLike: { "s3:prefix": ["prod-us/*"] } },
          },
          // A role is taken, and asks itself where its cluster is; of a cluster whose address is written nothing is asked.
          { Effect: "Allow", Action: "sts:AssumeRole", Resource: ["arn:aws:iam::210987654321:role/mesh-reader"] },
          {
            Effect: "Allow",
            Action: "eks:DescribeCluster",
            Resource: [arn(":eks:eu-central-1:", { Ref: "AWS::AccountId" }, ":cluster/live")],
          },
        ],
      },
    });
  });

  test("nobody may do everything, or something with everything but network interfaces", () => {
    const all = [...ofType("AWS::IAM::Role"), ...ofType("AWS::IAM::Policy")].flatMap(([, { Properties: p }]) =>
      [...((p.Policies ?? []) as readonly Policy[]), p as Policy].flatMap(
        (policy) => policy.PolicyDocument?.Statement ?? [],
      ),
    );
    expect(all.length).toBeGreaterThan(15);
    for (const { Action, Resource } of all) {
      expect([Action].flat().filter((action) => action.includes("*"))).toEqual([]);
      expect([Resource].flat()).not.toContain("*");
    }
  });
});

describe("a job that fails", () => {
  test("is tried three times in a quarter of an hour; then the asker is told", () => {
    expect(properties("WorkerLambdaEvConf")).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 900,
      DestinationConfig: { OnFailure: { Destination: arnOf("FailedLambdaFunction") } },
    });
  });

  test("is kept for two weeks where not even that succeeds", () => {
    expect(properties("FailedLambdaEvConf")).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arnOf("LostJobs") } },
    });
    expect(properties("LostJobs")).toEqual({ MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true });
  });
});

describe("the table", () => {
  test("is the one that the store works with", () => {
    const { TableName, ...wanted } = tableDefinition("any");
    expect(properties("StateTable")).toMatchObject(wanted);
    expect(properties("StateTable").TimeToLiveSpecification).toEqual({ AttributeName: ttlAttribute, Enabled: true });
  });

  test("can be restored, is encrypted, and stays when the stack is removed", () => {
    expect(properties("StateTable")).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
    expect(resource("StateTable")).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
  });

  test("grants the worker what the store's code calls", () => {
    const source = readFileSync(join(root, "src/store/table.ts"), "utf8");
    const called = new Set([...source.matchAll(/new (\w+)Command\b/g)].map(([, name]) => `dynamodb:${name}`));
    const [{ PolicyDocument }] = properties("WorkerRole").Policies;
    const granted = (PolicyDocument.Statement as readonly Statement[])
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action }) => [Action].flat().filter((action) => action.startsWith("dynamodb:")));
    expect([...new Set(granted)].sort()).toEqual([...called].sort());
  });
});

describe("what wakes the worker", () => {
  test("the sweep, the catalogues, and each digest in its time zone", () => {
    const schedules = ofType("AWS::Scheduler::Schedule").map(([, { Properties: p }]) => [
      p.ScheduleExpression,
      p.ScheduleExpressionTimezone,
      JSON.parse(p.Target.Input).order,
    ]);
    expect(schedules).toEqual([
      ["rate(1 minute)", undefined, { verb: "sweep" }],
      ...["shop", "prod-eu", "prod-us", "live", "elsewhere", "known", "other-cloud"].map((cluster) => [
        "rate(15 minutes)",
        undefined,
        { verb: "catalogue", cluster },
      ]),
      ["cron(0 7 ? * MON-FRI *)", "Europe/Berlin", { verb: "digest", digest: "morning", scheduled: true }],
    ]);
  });

  test("says where it is from and when it was due, under a role that may only do this", () => {
    for (const [, { Properties: p }] of ofType("AWS::Scheduler::Schedule")) {
      expect(p.Target).toMatchObject({ Arn: arnOf("WorkerLambdaFunction"), RoleArn: arnOf("ScheduleRole") });
      expect(JSON.parse(p.Target.Input)).toMatchObject({
        source: "meshwhy.schedule",
        at: "<aws.scheduler.scheduled-time>",
      });
    }
  });
});

describe("the door", () => {
  test("is one route", () => {
    expect(ofType("AWS::ApiGatewayV2::Route").map(([, { Properties: p }]) => p.RouteKey)).toEqual([
      "POST /slack/events",
    ]);
    expect(ofType("AWS::Lambda::Url")).toEqual([]);
  });

  test("bears a workspace, and no flood", () => {
    expect(properties("HttpApiStage").DefaultRouteSettings).toMatchObject({
      ThrottlingRateLimit: 100,
      ThrottlingBurstLimit: 500,
    });
  });

  test("logs neither bodies nor headers nor addresses", () => {
    const { Format } = properties("HttpApiStage").AccessLogSettings;
    expect(Object.keys(JSON.parse(Format))).toEqual(["at", "id", "route", "status", "ms", "bytes", "error"]);
    expect(Format).not.toMatch(/body|header|sourceIp|userAgent/i);
  });
});

test("all logs are kept for 30 days", () => {
  const groups = ofType("AWS::Logs::LogGroup");
  expect(groups).toHaveLength(4);
  for (const [, { Properties: p }] of groups) expect(p.RetentionInDays).toBe(30);
});

describe("alarms", () => {
  test("are raised for what people notice", () => {
    const raised = ofType("AWS::CloudWatch::Alarm").map(([, { Properties: p }]) => {
      const of = p.Dimensions[0].Value;
      return `${of.Ref ?? of["Fn::GetAtt"][0]} ${p.MetricName}`;
    });
    expect(raised).toEqual([
      "SlackLambdaFunction Errors",
      "SlackLambdaFunction Throttles",
      "SlackLambdaFunction Duration",
      "WorkerLambdaFunction Errors",
      "WorkerLambdaFunction Throttles",
      "WorkerLambdaFunction Duration",
      "WorkerLambdaFunction AsyncEventsDropped",
      "FailedLambdaFunction Errors",
      "LostJobs ApproximateNumberOfMessagesVisible",
    ]);
  });

  test("go to the topic, where there is one, and are below the time limits", () => {
    const topic = { "Fn::If": ["TellsOfAlarms", ["none"], { Ref: "AWS::NoValue" }] };
    for (const [, { Properties: p }] of ofType("AWS::CloudWatch::Alarm")) expect(p.AlarmActions).toEqual(topic);
    expect(properties("SlackSlowAlarm").Threshold).toBeLessThan(properties("SlackLambdaFunction").Timeout * 1000);
    expect(properties("WorkerSlowAlarm").Threshold).toBeLessThan(properties("WorkerLambdaFunction").Timeout * 1000);
  });
});

describe("each zip file", () => {
  const entriesOf = (name: string) => zipEntries(readFileSync(join(folder, `packed/${name}.zip`)));

  test.each(functions)("%s: holds its own bundle and nothing else", (name) => {
    const own = `dist/lambda/${name}/`;
    expect(entriesOf(name)).toEqual(
      expect.arrayContaining(["config.json", "index.mjs", "licenses.txt"].map((file) => `${own}${file}`)),
    );
    expect(entriesOf(name).filter((entry) => !entry.startsWith(own))).toEqual([]);
    expect(properties(logicalId(name)).Handler).toBe(`${own}index.handler`);
  });

  test("only the worker's holds snapshots", () => {
    const holds = functions.map((name) => entriesOf(name).some((entry) => entry.includes("/snapshots/shop/")));
    expect(holds).toEqual([false, true, false]);
  });
});

test("the template has no token, key or password in it", () => {
  const text = JSON.stringify(template);
  expect(text).not.toMatch(/xox[a-z]-|AKIA|BEGIN [A-Z ]*PRIVATE KEY|password/i);
});

describe("the documentation", () => {
  const page = (name: string) => readFileSync(join(root, "docs", name), "utf8");
  const named = (name: string, form: RegExp) =>
    [...new Set([...page(name).matchAll(form)].map(([, word = ""]) => word))].sort();

  test("security.md lists every right that is granted, and no other", () => {
    const policies = [...ofType("AWS::IAM::Role"), ...ofType("AWS::IAM::Policy")].flatMap(([, { Properties: p }]) => [
      ...JSON.stringify(p).matchAll(/"((?:[a-z0-9]+):[A-Z][A-Za-z]+)"/g),
    ]);
    const granted = [...new Set(policies.map(([, action = ""]) => action))];
    expect(named("security.md", /`([a-z0-9]+:[A-Z][A-Za-z]+)`/g)).toEqual(
      granted.filter((action) => action !== "aws:SourceAccount" && !action.startsWith("dynamodb:Leading")).sort(),
    );
  });

  test("break-glass.md lists every alarm", () => {
    const raised = ofType("AWS::CloudWatch::Alarm").map(([name]) => name.replace(/Alarm$/, ""));
    const table = page("break-glass.md").split("## Alarms")[1] ?? "";
    expect(
      [...table.matchAll(/`((?:Slack|Worker|Failed|Lost)[A-Z]?[A-Za-z]+)`/g)].map(([, name = ""]) => name).sort(),
    ).toEqual(raised.sort());
  });

  test("install.md lists every parameter", () => {
    const { params } = parse(readFileSync(join(root, "serverless.yml"), "utf8"), { logLevel: "silent" });
    const table = page("install.md").split("| Parameter |")[1]?.split("\n## ")[0] ?? "";
    const listed = [...table.matchAll(/`(\w+)`(?=[^|]*\|[^|]*\|$)/gm)].map(([, name = ""]) => name);
    expect(listed.filter((name) => !["info", "debug", "none"].includes(name)).sort()).toEqual(
      Object.keys(params.default)
        .filter((name) => name !== "table")
        .sort(),
    );
  });

  test("install.md shows a configuration that is right", () => {
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page("install.md")) ?? [];
    expect(parseConfig(yaml, "meshwhy.yaml").clusters.map(({ name }) => name)).toEqual(["prod"]);
  });
});
