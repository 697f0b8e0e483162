import { describe, expect, test } from "vitest";
import { workerByToken } from "../../../src/faces/worker/worker-by-token.ts";
import type { WorkerOptions } from "../../../src/faces/worker/worker-options.ts";

/** A worker that is told apart by the token it was built with, and how often one was built. */
function scene(...tokens: readonly (string | Error)[]) {
  const built: string[] = [];
  let at = 0;
  const worker = workerByToken({
    botToken: async () => {
      const token = tokens[Math.min(at, tokens.length - 1)];
      at += 1;
      if (token === undefined || token instanceof Error) throw token ?? new Error("no token");
      return token;
    },
    build: async (token) => {
      built.push(token);
      if (token === "xoxb-bad") throw new Error("cannot be built");
      return { config: token } as unknown as WorkerOptions;
    },
  });
  return { built, token: async () => (await worker()).config as unknown as string };
}

describe("the worker of a process that lives for long", () => {
  test("is built once for one token", async () => {
    const { built, token } = scene("xoxb-1");
    expect([await token(), await token()]).toEqual(["xoxb-1", "xoxb-1"]);
    expect(built).toEqual(["xoxb-1"]);
  });

  test("speaks with the new token as soon as that is read", async () => {
    const { token } = scene("xoxb-1", "xoxb-2");
    expect([await token(), await token(), await token()]).toEqual(["xoxb-1", "xoxb-2", "xoxb-2"]);
  });

  test("goes on with the token it has where the secret cannot be read now", async () => {
    const { token } = scene("xoxb-1", new Error("Secrets Manager is away"), "xoxb-2");
    expect([await token(), await token(), await token()]).toEqual(["xoxb-1", "xoxb-1", "xoxb-2"]);
  });

  test("is not there where no token was ever read", async () => {
    await expect(scene(new Error("Secrets Manager is away")).token()).rejects.toThrow("away");
  });

  test("is built anew where that failed", async () => {
    const { built, token } = scene("xoxb-bad");
    await expect(token()).rejects.toThrow("cannot be built");
    await expect(token()).rejects.toThrow("cannot be built");
    expect(built).toEqual(["xoxb-bad", "xoxb-bad"]);
  });
});
