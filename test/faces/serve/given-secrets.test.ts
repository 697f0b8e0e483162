import { describe, expect, test } from "vitest";
import { givenSecrets, secretVariable } from "../../../src/faces/serve/given-secrets.ts";

const readText = (file: string): string => {
  const text = ({ "/run/new": "new\n", "/run/both": "new\nold\n", "/run/empty": "\n" } as Record<string, string>)[file];
  if (text === undefined) throw new Error("ENOENT");
  return text;
};
const given = (env: Readonly<Record<string, string>>) => givenSecrets(env, readText);

describe("the secrets that a server is given", () => {
  test("stand in variables or in files", async () => {
    expect(await given({ MESHWHY_BOT_TOKEN: "xoxb-1" }).botToken()).toBe("xoxb-1");
    expect(await given({ MESHWHY_BOT_TOKEN_FILE: "/run/new" }).botToken()).toBe("new");
    expect(await given({ MESHWHY_APP_TOKEN: " xapp-1 " }).appToken()).toBe("xapp-1");
  });

  test("may be two signing secrets while one is replaced", async () => {
    expect(await given({ MESHWHY_SIGNING_SECRET_FILE: "/run/both" }).signing()).toEqual(["new", "old"]);
  });

  test("have the names that the functions know", async () => {
    const name = "meshwhy/prod/pager-duty";
    expect(secretVariable(name)).toBe("MESHWHY_SECRET_MESHWHY_PROD_PAGER_DUTY");
    expect(await given({ MESHWHY_SECRET_MESHWHY_PROD_PAGER_DUTY: "key" }).named(name)).toBe("key");
  });

  test("are known to the log once they were given out", async () => {
    const secrets = given({ MESHWHY_BOT_TOKEN: "xoxb-1" });
    expect(secrets.known()).toEqual([]);
    await secrets.botToken();
    expect(secrets.known()).toEqual(["xoxb-1"]);
  });

  test.each([
    [{}, '"MESHWHY_BOT_TOKEN" is not set'],
    [{ MESHWHY_BOT_TOKEN: "" }, '"MESHWHY_BOT_TOKEN" is not set'],
    [{ MESHWHY_BOT_TOKEN: " " }, '"MESHWHY_BOT_TOKEN" is empty'],
    [{ MESHWHY_BOT_TOKEN_FILE: "/run/empty" }, '"/run/empty" is empty'],
    [{ MESHWHY_BOT_TOKEN_FILE: "/run/none" }, '"/run/none" cannot be read'],
    [
      { MESHWHY_BOT_TOKEN: "a", MESHWHY_BOT_TOKEN_FILE: "/run/new" },
      'both "MESHWHY_BOT_TOKEN" and "MESHWHY_BOT_TOKEN_FILE" are set',
    ],
  ])("%j is refused", async (env, state) => {
    await expect(given(env).botToken()).rejects.toMatchObject({
      code: "BAD_CONFIG",
      message: `Cannot serve: ${state}`,
    });
  });
});
