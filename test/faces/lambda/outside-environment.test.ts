import { expect, test } from "vitest";
import { outsideEnvironment, outsideVariable } from "../../../src/faces/lambda/outside-environment.ts";

test("on AWS it is the environment itself", () => {
  const env = { AWS_REGION: "eu-central-1" };
  expect(outsideEnvironment(env)).toBe(env);
});

test("in a playground it is what there was before", () => {
  const before = JSON.stringify({ AWS_ACCESS_KEY_ID: null, AWS_REGION: "eu-central-1" });
  const env = { PATH: "/bin", AWS_ACCESS_KEY_ID: "playground", AWS_REGION: "us-east-1", [outsideVariable]: before };
  expect(outsideEnvironment(env)).toMatchObject({
    PATH: "/bin",
    AWS_ACCESS_KEY_ID: undefined,
    AWS_REGION: "eu-central-1",
  });
});
