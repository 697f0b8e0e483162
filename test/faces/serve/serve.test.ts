/** What `mesh serve` wants before it begins. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serve } from "../../../src/faces/serve/serve.ts";
import { mesh } from "../mesh.ts";
import { scratch } from "../scratch.ts";

const folder = scratch({
  "meshwhy.yaml": "version: 1\nclusters:\n  prod:\n    snapshot: dump\n",
  "paging.yaml": `version: 1
clusters:
  prod:
    snapshot: dump
ladders:
  all:
    rungs:
      - waitMinutes: 5
        notify:
          - pagerduty: {routingKeySecret: team/pager}
`,
});

const whole = {
  MESHWHY_BOT_TOKEN: "xoxb-1",
  MESHWHY_SIGNING_SECRET: "s",
  MESHWHY_APP_TOKEN: "xapp-1",
  MESHWHY_TABLE: "t",
  AWS_REGION: "eu-central-1",
  MESHWHY_SECRET_TEAM_PAGER: "k",
};

const begin = async (env: object, socket = false, config = "meshwhy.yaml"): Promise<unknown> =>
  serve(
    { config: join(folder, config), host: undefined, port: 0, socket, table: undefined },
    {
      env: env as Readonly<Record<string, string>>,
      write: () => undefined,
      stopped: async () => "SIGTERM",
      strays: () => undefined,
      now: Date.now,
    },
  );

describe("mesh serve without", () => {
  test.each([
    ["MESHWHY_BOT_TOKEN", false],
    ["MESHWHY_SIGNING_SECRET", false],
    ["MESHWHY_APP_TOKEN", true],
    ["MESHWHY_TABLE", false],
    ["AWS_REGION", false],
    ["MESHWHY_SECRET_TEAM_PAGER", false],
  ])("%s says what to set", async (name, socket) => {
    const { [name]: _, ...rest } = whole as Readonly<Record<string, string>>;
    const config = name.startsWith("MESHWHY_SECRET") ? "paging.yaml" : "meshwhy.yaml";
    await expect(begin(rest, socket, config)).rejects.toMatchObject({
      code: "BAD_CONFIG",
      message: `Cannot serve: "${name}" is not set`,
      next: expect.stringMatching(/^Set it/),
    });
  });

  test("a table that answers names the table", async () => {
    const away = { ...whole, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    const before = process.env;
    process.env = { ...before, ...away, AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1" };
    try {
      await expect(begin(away)).rejects.toMatchObject({
        code: "STORE_UNAVAILABLE",
        message: expect.stringContaining('Cannot use the DynamoDB table "t"'),
      });
    } finally {
      process.env = before;
    }
  });
});

test.each([
  [["serve", "here"], 'Cannot serve "here": what is served stands in meshwhy.yaml'],
  [["serve", "--port", "http"], 'Cannot listen on port "http": it is no number from 0 to 65535'],
  [["serve", "--port", "65536"], 'Cannot listen on port "65536": it is no number from 0 to 65535'],
  [["serve", "--namespace", "shop"], "Cannot use --namespace here: mesh serve has no such option"],
  [["why", "a", "b", "--table", "t"], "Cannot use --table here: mesh why has no such option"],
  [["why", "a", "b", "--host", "h"], "Cannot use --host here: it is where mesh serve listens"],
])("%j is refused", async (words, message) => {
  const { status, stderr } = await mesh(words);
  expect(status).toBe(2);
  expect(stderr.split("\n")[0]).toBe(message);
});

test("a configuration that is not there is told of as elsewhere", async () => {
  expect(await mesh(["serve", "--config", join(folder, "none.yaml")])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("there is no such file"),
  });
});
