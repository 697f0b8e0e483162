/** The container and the examples of docs/serve.md, as far as they can be looked at without a container engine. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { helpFor } from "../../src/faces/cli/help.ts";
import { startHttpDoor } from "../../src/faces/serve/http-door.ts";
import { tableDefinition, ttlAttribute } from "../../src/store/table-definition.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/serve.md"), "utf8");
const instructions = readFileSync(join(root, "infra/container/Dockerfile"), "utf8")
  .replace(/^#.*\n/gm, "")
  .replace(/\\\n\s*/g, "")
  .split("\n")
  .filter((line) => line !== "");
const own = instructions.slice(instructions.findLastIndex((line) => line.startsWith("FROM")));
const argumentsOf = (instruction: string): string =>
  own.find((line) => line.startsWith(`${instruction} `))?.slice(instruction.length + 1) ?? "";

describe("the image", () => {
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-image-"));
  const app = join(folder, "app");
  beforeAll(() => {
    if (!existsSync(join(root, "dist/serve.js")))
      execFileSync(process.execPath, [join(root, "scripts/build.ts")], { cwd: root });
    for (const line of own.filter((each) => each.startsWith("COPY --from=build "))) {
      const paths = line.split(" ").slice(2);
      const target = join(app, paths.at(-1) ?? "");
      for (const path of paths.slice(0, -1)) {
        const from = join(root, path.replace("/build/", ""));
        const to = path.includes(".") || /[A-Z]+$/.test(path) ? join(target, path.split("/").at(-1) ?? "") : target;
        mkdirSync(dirname(to), { recursive: true });
        cpSync(from, to, { recursive: true });
      }
    }
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("holds no sources, no packages and no configuration", () => {
    for (const path of ["src", "node_modules", "scripts", "meshwhy.yaml", "examples"])
      expect(existsSync(join(app, path))).toBe(false);
  });

  test("holds what mesh serve needs", () => {
    const config = join(root, "examples/playground.yaml");
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(app, "bin/mesh.js"), "serve", "--host", "0.0.0.0", "--config", config],
      { cwd: folder, encoding: "utf8", env: {} },
    );
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^Cannot serve: "MESHWHY_BOT_TOKEN" is not set/),
    });
  });

  test("does not run as root", () => {
    expect(argumentsOf("USER")).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test("is asked how it fares, and listens where it is asked", async () => {
    const [program = "", ...words] = JSON.parse(argumentsOf("HEALTHCHECK").replace(/^.*?CMD /, "")) as string[];
    expect(program).toBe("node");
    expect(argumentsOf("EXPOSE")).toBe("3000");
    let isWell = true;
    const door = await startHttpDoor({
      host: "127.0.0.1",
      port: 0,
      slack: undefined,
      health: () => ({ isWell, state: "" }),
    });
    const script = words.at(-1)?.replace("http://127.0.0.1:3000", door.url) ?? "";
    const { spawn } = await import("node:child_process");
    const checked = async (): Promise<number | null> =>
      new Promise((resolve) => spawn(process.execPath, ["-e", script]).on("exit", resolve));
    expect(await checked()).toBe(0);
    isWell = false;
    expect(await checked()).toBe(1);
    await door.close();
    expect(await checked()).toBe(1);
  });
});

describe("docs/serve.md", () => {
  test("creates the table that the store wants", () => {
    const command = /aws dynamodb create-table[\s\S]*?(?=\naws )/.exec(page)?.[0] ?? "";
    const wanted = tableDefinition("meshwhy");
    for (const { AttributeName, AttributeType } of wanted.AttributeDefinitions ?? [])
      expect(command).toContain(`AttributeName=${AttributeName},AttributeType=${AttributeType}`);
    for (const { AttributeName, KeyType } of [
      ...(wanted.KeySchema ?? []),
      ...(wanted.GlobalSecondaryIndexes?.[0]?.KeySchema ?? []),
    ])
      expect(command).toContain(`AttributeName=${AttributeName},KeyType=${KeyType}`);
    expect(command).toContain(`IndexName=${wanted.GlobalSecondaryIndexes?.[0]?.IndexName},`);
    expect(page).toContain(`Enabled=true,AttributeName=${ttlAttribute}`);
  });

  test("runs in Kubernetes without rights and without writing", () => {
    const text = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const [account, deployment] = parseAllDocuments(text).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Readonly<Record<string, unknown>>;
    });
    expect(account).toMatchObject({ kind: "ServiceAccount", automountServiceAccountToken: false });
    expect(deployment).toMatchObject({
      kind: "Deployment",
      spec: {
        template: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: Number(argumentsOf("USER").split(":")[0]) },
            containers: [
              {
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
          },
        },
      },
    });
  });

  test("names the variables that help names", () => {
    const variables = [...helpFor("serve").matchAll(/^ {2}([A-Z][A-Z_]{5,}) /gm)].map(([, name = ""]) => name);
    expect(variables.length).toBeGreaterThan(5);
    expect(variables.filter((name) => !page.includes(name.replace(/SECRET_NAME$/, "SECRET_<NAME>")))).toEqual([]);
  });
});
