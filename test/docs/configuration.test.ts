/** docs/configuration.md and examples/meshwhy.yaml against what `meshwhy.yaml` may hold. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { configSchemaText } from "../../scripts/config-schema.ts";
import { runMesh } from "../../scripts/docs.ts";
import { parseConfig } from "../../src/config/parse-config.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/configuration.md"), "utf8");
const exampleFile = join(root, "examples/meshwhy.yaml");
const texts = [...page.matchAll(/^```yaml\n(version: [\s\S]*?)^```$/gm)].map(([, text = ""]) => text);

describe("docs/configuration.md", () => {
  test("shows a file that is right, with something of everything", () => {
    expect(texts).toHaveLength(1);
    const config = parseConfig(texts[0] ?? "", "docs/configuration.md");
    for (const list of [config.clusters, config.slack.channels, config.policy.rules, config.digests, config.ladders])
      expect(list.length).toBeGreaterThan(0);
  });

  test("names every key, in text and in the file that it shows", () => {
    const keys = [...configSchemaText().matchAll(/^ +"([\w-]+)": \{\n/gm)].map(([, key = ""]) => key);
    const known = new Set(
      keys.filter(
        (key) =>
          !["items", "properties", "propertyNames", "additionalProperties", "prod-eu", "C0123456789"].includes(key),
      ),
    );
    expect(known.size).toBeGreaterThan(30);
    expect([...known].filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
    expect([...known].filter((key) => !new RegExp(`(?:^|[\\s{])${key}:`, "m").test(texts[0] ?? ""))).toEqual([]);
  });

  test.each([...page.matchAll(/^mesh why .*$/gm)].map(([command]) => command))(
    "names a command that works: %s",
    async (command) => {
      expect(await runMesh(command)).toMatchObject({ status: 0, stderr: "" });
    },
  );
});

describe("examples/meshwhy.yaml", () => {
  const text = readFileSync(exampleFile, "utf8");
  const config = parseConfig(text, exampleFile);

  test("is right, and has something of everything", () => {
    expect(config.clusters.map(({ name }) => name)).toEqual(["demo", "demo-broken"]);
    expect(config.slack.channels.map(({ id }) => id)).toEqual(["C0ONCALL01"]);
    expect(config.digests).toHaveLength(1);
    const targets = config.ladders.flatMap(({ rungs }) => rungs.flatMap(({ notify }) => notify));
    expect(targets.map(({ kind }) => kind)).toEqual(["slack-channel", "slack-group", "pagerduty"]);
  });

  test("names files that exist", () => {
    const paths = [...config.clusters.flatMap(({ snapshot }) => snapshot), /\$schema=(\S+)/.exec(text)?.[1] ?? ""];
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !existsSync(join(dirname(exampleFile), path)))).toEqual([]);
  });
});
