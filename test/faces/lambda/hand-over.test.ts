import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handOver } from "../../../src/faces/lambda/hand-over.ts";
import { whileSlackWaits } from "../../../src/faces/lambda/patience.ts";
import type { Job } from "../../../src/model/job.ts";
import { type MisbehavingServer, misbehavingServer } from "../../support/misbehaving-server.ts";
import { ownTime } from "../../support/own-time.ts";

let lambda: MisbehavingServer;
beforeAll(async () => {
  lambda = await misbehavingServer();
});
afterAll(() => lambda.stop());

test("a job that Lambda does not take in time is given up while Slack still waits to hear so", async () => {
  const client = new LambdaClient({
    ...whileSlackWaits,
    endpoint: lambda.url,
    region: "us-east-1",
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
  });
  lambda.will(
    () => undefined,
    () => undefined,
    () => undefined,
  );
  const spent = ownTime();
  await expect(handOver(client, "worker")({ id: "j" } as unknown as Job)).rejects.toThrow();
  expect(spent()).toBeLessThan(2700);
  client.destroy();
});
