import { expect, test } from "vitest";
import { lintSnapshot } from "../../../src/source/files/lint-snapshot.ts";
import { folder } from "./folder.ts";

const service = (name: string, port: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports:\n  - port: ${port}\n`;

test("every document is read, whether a question would need it or not", async () => {
  const pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: far\nspec:\n  containers: none\n";
  const path = folder({
    "a.yaml": `${service("a", "80")}---\n${service("b", "x")}---\n${pod}---\nkind: CustomResourceDefinition\n`,
    "b.yaml": `${service("a", "81")}---\na: [\n`,
    "c.json": '{"items": [{"apiVersion": "v1", "kind": "Service"}]}',
    "d.yaml": Buffer.from([0, 1]),
  });
  expect(await lintSnapshot([path])).toEqual({
    files: 3,
    objects: 4,
    ignored: 1,
    problems: [
      {
        file: "a.yaml",
        line: 1,
        what: "Service default/a",
        why: "two different objects of this name: a.yaml:1 and b.yaml:1",
      },
      { file: "a.yaml", line: 9, what: "Service default/b", why: "spec.ports[0].port: expected number, got string" },
      { file: "a.yaml", line: 17, what: "Pod far/a", why: "spec.containers: expected array, got string" },
      {
        file: "b.yaml",
        line: 9,
        what: "b.yaml:9",
        why: "not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      },
      { file: "c.json", line: 1, what: "Service default/(no name)", why: "metadata: missing" },
      { file: "d.yaml", line: 0, what: "d.yaml", why: "not a text file" },
    ],
  });
});

test("what is in order is in order", async () => {
  expect(await lintSnapshot([folder({ "a.yaml": service("a", "80") })])).toEqual({
    files: 1,
    objects: 1,
    ignored: 0,
    problems: [],
  });
});

test("later snapshots may replace objects of earlier ones", async () => {
  const base = folder({ "a.yaml": service("a", "80") });
  const overlay = folder({ "b.yaml": service("a", "81") });
  expect((await lintSnapshot([base, overlay])).problems).toEqual([]);
});

test("a path that is not there is an error", async () => {
  await expect(lintSnapshot([`${folder({})}/none`])).rejects.toMatchObject({ code: "UNREADABLE_INPUT" });
});
