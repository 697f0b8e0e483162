/** schema/meshwhy-config.v1.schema.json against the schema that `meshwhy.yaml` is checked by. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { configSchemaFile, configSchemaText } from "../../scripts/config-schema.ts";
import { keysOfWays, waysToRead } from "../../src/config/cluster-schema.ts";
import { configSchema } from "../../src/config/config-schema.ts";
import { runs } from "../support/runs.ts";

const schema = JSON.parse(readFileSync(configSchemaFile, "utf8"));
// Ways to read a cluster name keys that are described one level above.
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
const validate = ajv.compile(schema);
const shown = parse(readFileSync(join(import.meta.dirname, "../../examples/meshwhy.yaml"), "utf8"));
const example = {
  ...shown,
  clusters: {
    ...shown.clusters,
    file: { kubeconfig: "~/.kube/config", context: "prod", allowExec: true, deadlineSeconds: 20 },
    secret: { kubeconfigSecret: "meshwhy/kubeconfig", context: "prod", namespaces: ["shop"] },
    pod: { inCluster: true, secrets: true, proxies: true },
    eks: {
      eks: {
        cluster: "prod",
        region: "eu-central-1",
        roleArn: "arn:aws:iam::123456789012:role/mesh-reader",
        endpoint: "https://0123456789abcdef.gr7.eu-central-1.eks.amazonaws.com",
        ca: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM=",
      },
    },
  },
};

describe("the published schema", () => {
  test("is up to date: npm run docs", () => {
    expect(readFileSync(configSchemaFile, "utf8")).toBe(configSchemaText());
  });

  test("takes the example", () => {
    expect(validate(example) ? "" : ajv.errorsText(validate.errors)).toBe("");
  });

  test("describes every key, with examples that it takes itself", () => {
    const settings = settingsIn(schema);
    expect(settings.length).toBeGreaterThan(30);
    for (const [name, { description, examples = [], ...rest }] of settings) {
      expect.soft(description ?? "", name).not.toBe("");
      const own = ajv.compile(rest);
      for (const value of examples) expect.soft(own(value) ? "" : ajv.errorsText(own.errors), name).toBe("");
    }
  });

  test("refuses what is refused, key by key", () => {
    const spots = pathsOf(example);
    fc.assert(
      fc.property(
        fc.constantFrom(...spots),
        fc.constantFrom(null, 0, "", "#x", [], {}, [7], true, "remove"),
        (path, value) => {
          const changed = withChange(example, path, value);
          const named = value === "remove" ? "removed" : JSON.stringify(value);
          // Names of members are checked elsewhere: they are text to the one, and a pattern to the other.
          expect(validate(changed), `${path.join(".")} ${named}`).toBe(isTaken(changed));
        },
      ),
      runs(500),
    );
  });
});

/**
 * Targets of a rung, and ways to read a cluster: one each, which the published schema says and the other leaves to
 * sense-mistakes.ts.
 */
function isTaken(value: unknown): boolean {
  const { success, data } = configSchema.safeParse(value);
  if (!success) return false;
  for (const cluster of Object.values(data.clusters)) {
    const [way, ...more] = waysToRead.filter((key) => cluster[key] !== undefined);
    if (way === undefined || more.length > 0) return false;
    const own = Object.entries(keysOfWays).filter(([, ways]) => ways.includes(way));
    if (Object.keys(cluster).some((key) => key !== way && !own.some(([name]) => name === key))) return false;
  }
  const targets = Object.values(data.ladders ?? {}).flatMap(({ rungs }) => rungs.flatMap(({ notify }) => notify));
  return targets.every((target) => Object.keys(target).length === 1);
}

type Node = { readonly [key: string]: unknown };
type Setting = Node & { readonly description?: string; readonly examples?: readonly unknown[] };

function settingsIn(node: unknown): readonly (readonly [string, Setting])[] {
  if (typeof node !== "object" || node === null) return [];
  const { properties = {} } = node as { properties?: Readonly<Record<string, Setting>> };
  return [
    ...Object.entries(properties),
    ...Object.entries(node)
      .filter(([key]) => key !== "examples")
      .flatMap(([, member]) => settingsIn(member)),
  ];
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [...(path.length === 0 ? [] : [path]), ...members.flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

function withChange(value: unknown, path: Path, change: unknown): unknown {
  const copy = structuredClone(value) as Record<string | number, unknown>;
  let holder = copy;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  if (change !== "remove") holder[last] = change;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return copy;
}
