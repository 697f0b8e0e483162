import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Question } from "../../../src/model/question.ts";
import { refText } from "../../../src/model/ref.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { type FileSourceOptions, fileSource } from "../../../src/source/files/file-source.ts";
import { folder } from "./folder.ts";

const question: Question = { from: "shop/checkout", to: "shop/payment", headers: [] };

const service = (name: string, more = "") => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: shop${more}
spec:
  ports:
  - port: 80
`;
const selecting = (name: string) => `${service(name)}  selector: {app: ${name}}\n`;
const ref = (name: string) => ({ apiVersion: "v1", kind: "Service", namespace: "shop", name });

function read(paths: readonly string[], more: Partial<FileSourceOptions> = {}, asked = question): Promise<Snapshot> {
  return fileSource({ paths, ...more }).read(asked);
}

async function* stream(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

function names({ resources }: Snapshot): readonly string[] {
  return Object.values(resources)
    .flat()
    .map(({ apiVersion, kind, metadata: { namespace, name } }) => refText({ apiVersion, kind, namespace, name }));
}

/** Gaps other than that whole kinds are absent. */
function gapsOf({ gaps }: Snapshot): readonly string[] {
  return gaps.filter(({ why }) => why !== "the snapshot holds none").map(({ what, why }) => `${what}: ${why}`);
}

describe("which files are read", () => {
  test("a folder with all folders in it, in the order of names", async () => {
    const path = folder({
      "b.yml": service("b"),
      "a/z.YAML": service("z"),
      "a.json": JSON.stringify({ apiVersion: "v1", kind: "Service", metadata: { name: "j" } }),
      "notes.txt": service("no"),
      "values.yaml": "replicas: 3\n",
      "empty.yaml": "",
    });
    const snapshot = await read([path]);
    expect(names(snapshot)).toEqual(["Service default/j", "Service shop/b", "Service shop/z"]);
    expect(snapshot.locate(ref("z"), "")).toEqual({ file: "a/z.YAML", line: 1 });
    expect(gapsOf(snapshot)).toEqual([]);
    expect(snapshot.stats).toEqual({ objects: 3, logLines: 0, apiCalls: 0 });
  });

  test("one file, whatever its name", async () => {
    const path = folder({ "dump.txt": service("a") });
    const snapshot = await read([join(path, "dump.txt")]);
    expect(snapshot.locate(ref("a"), "spec.ports[0].port")).toEqual({ file: "dump.txt", line: 8 });
  });

  test("standard input", async () => {
    const text = service("payment");
    const snapshot = await read(["-"], { stdin: stream(text.slice(0, 20), text.slice(20)) });
    expect(names(snapshot)).toEqual(["Service shop/payment"]);
    expect(snapshot.locate(ref("payment"), "metadata.name")).toEqual({ file: "stdin", line: 4 });
  });

  test("symbolic links to files, but not to folders", async () => {
    const elsewhere = folder({ "real.yaml": service("a"), "sub/b.yaml": service("b") });
    const path = folder({});
    symlinkSync(join(elsewhere, "real.yaml"), join(path, "link.yaml"));
    symlinkSync(join(elsewhere, "sub"), join(path, "sub"));
    symlinkSync(join(elsewhere, "none.yaml"), join(path, "broken.yaml"));
    const snapshot = await read([path]);
    expect(names(snapshot)).toEqual(["Service shop/a"]);
    expect(gapsOf(snapshot)).toEqual([
      "broken.yaml: no such file or folder",
      "sub: a symbolic link to a folder is not followed",
    ]);
  });

  test("files in UTF-16, as PowerShell writes them", async () => {
    const text = service("payment").replaceAll("\n", "\r\n");
    const little = Buffer.from(`\ufeff${text}`, "utf16le");
    const big = Buffer.from(`\ufeff${text.replace("payment", "other")}`, "utf16le").swap16();
    expect(names(await read([folder({ "a.yaml": little, "b.yaml": big })]))).toEqual([
      "Service shop/other",
      "Service shop/payment",
    ]);
  });
});

describe("what cannot be read is said", () => {
  test.each<[string, (path: string) => string, object]>([
    [
      "a path that is not there",
      (path) => join(path, "none"),
      { code: "UNREADABLE_INPUT", message: /^Cannot read ".*none": no such file or folder$/ },
    ],
    ["an empty folder", (path) => path, { code: "EMPTY_INPUT", message: /it holds no file named \*\.yaml/ }],
  ])("%s", async (_title, pathOf, expected) => {
    await expect(read([pathOf(folder({}))])).rejects.toMatchObject(
      Object.fromEntries(
        Object.entries(expected).map(([key, value]) => [
          key,
          value instanceof RegExp ? expect.stringMatching(value) : value,
        ]),
      ),
    );
  });

  test.each<[string, string | Buffer, string, string]>([
    ["no object", "a: 1\n---\n- b\n", "EMPTY_INPUT", "it holds no Kubernetes object that meshwhy reads"],
    ["no YAML", "a: [\n", "UNREADABLE_INPUT", "x.yaml:1: not valid YAML: Flow sequence in block collection"],
    ["no text", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), "UNREADABLE_INPUT", "not a text file"],
    [
      "an object that is no such object",
      "apiVersion: v1\nkind: Pod\n",
      "UNREADABLE_INPUT",
      "Pod default/(no name): metadata: missing",
    ],
  ])("a file with %s", async (_title, content, code, message) => {
    const path = join(folder({ "x.yaml": content }), "x.yaml");
    await expect(read([path])).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("no standard input", async () => {
    await expect(read(["-"])).rejects.toMatchObject({ code: "UNREADABLE_INPUT" });
  });

  test.runIf(process.getuid?.() !== 0)("a file without permission", async () => {
    const path = folder({ "a.yaml": service("a"), "b.yaml": service("b") });
    chmodSync(join(path, "a.yaml"), 0);
    expect(gapsOf(await read([path]))).toEqual(["a.yaml: no permission to read it"]);
  });

  test("one bad document, and the others count", async () => {
    const path = folder({
      "a.yaml": `${service("a")}---\n# comment\nkind: [\n---\n${service("b")}---\nkind: Service\nkind: Service\n---\n${service("c")}`,
    });
    const snapshot = await read([path]);
    expect(names(snapshot)).toEqual(["Service shop/a", "Service shop/b", "Service shop/c"]);
    expect(gapsOf(snapshot)).toEqual([
      "a.yaml:11: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      "a.yaml:23: not valid YAML: Map keys must be unique",
    ]);
    expect(snapshot.gaps.find(({ what }) => what === "a.yaml:11")).toMatchObject({
      place: { file: "a.yaml", line: 11 },
      grant: "mend line 11 of a.yaml, or take the snapshot again",
    });
  });

  test("one bad item of a list, by name if that is known", async () => {
    const items = [service("a"), `${service("b")}  type: [\n`, service("c")].map(
      (text) => `- ${text.trimEnd().replaceAll("\n", "\n  ")}\n`,
    );
    const snapshot = await read([folder({ "a.yaml": `apiVersion: v1\nitems:\n${items.join("")}kind: List\n` })]);
    expect(names(snapshot)).toEqual(["Service shop/a", "Service shop/c"]);
    expect(gapsOf(snapshot)).toHaveLength(1);
    expect(snapshot.gaps[0]).toMatchObject({
      what: "Service shop/b",
      why: expect.stringMatching(/^not valid YAML: .* \(a\.yaml:\d+\)$/),
      kind: "Service",
      namespace: "shop",
      ref: ref("b"),
    });
  });

  test("an object with a wrongly typed field", async () => {
    const snapshot = await read([
      folder({ "a.yaml": `${service("a")}---\n${service("b").replace("port: 80", "port: eighty")}` }),
    ]);
    expect(names(snapshot)).toEqual(["Service shop/a"]);
    expect(snapshot.gaps).toContainEqual({
      what: "Service shop/b",
      why: "spec.ports[0].port: expected number, got string",
      kind: "Service",
      namespace: "shop",
      ref: ref("b"),
      place: { file: "a.yaml", line: 10 },
    });
    expect(snapshot.locate(ref("b"), "spec.ports[0].port")).toEqual({ file: "a.yaml", line: 17 });
  });

  test("a JSON file that ends too early", async () => {
    const whole = JSON.stringify(
      {
        apiVersion: "v1",
        kind: "List",
        items: [{ apiVersion: "v1", kind: "Service", metadata: { name: "a" } }, { apiVersion: "v1" }],
      },
      null,
      4,
    );
    const snapshot = await read([folder({ "a.json": whole.slice(0, -30) })]);
    expect(names(snapshot)).toEqual(["Service default/a"]);
    expect(gapsOf(snapshot)).toEqual(["a.json:12: the file ends in the middle of an object"]);
  });

  test("nothing of a file's text, which may be secret or steer a terminal", async () => {
    const path = folder({
      "a\u001b[2J.yaml": `${service("a")}---\nkind: Secret\nstringData:\n  password: "hunter2\n  b: hunter2" "hunter2\n`,
      "b.json": '[{"kind": "Secret", "data": {"password": "hunter2"  "hunter2"}}]',
    });
    const { gaps } = await read([path]);
    expect(gaps.length).toBeGreaterThan(1);
    expect(JSON.stringify(gaps)).not.toMatch(/hunter2|\\u001b/);
  });

  test("an alias bomb", async () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${[..."bcdefgh"].map((name, index) => `${name}: &${name} [${`*${"abcdefgh"[index]}, `.repeat(8)}*${"abcdefgh"[index]}]`).join("\n")}\nkind: Pod\n`;
    const snapshot = await read([folder({ "a.yaml": `${service("a")}---\n${bomb}` })]);
    expect(gapsOf(snapshot)).toEqual([
      "a.yaml:9: not valid YAML: Excessive alias count indicates a resource exhaustion attack",
    ]);
  });
});

describe("later snapshots", () => {
  test("replace objects of earlier ones, in whatever version", async () => {
    const base = folder({ "a.yaml": `${service("payment")}---\n${service("other")}` });
    const overlay = folder({ "x.yaml": service("payment").replace("port: 80", "port: 81") });
    const snapshot = await read([base, overlay]);
    expect(snapshot.resources.Service?.map(({ metadata, spec }) => [metadata.name, spec.ports[0]?.port])).toEqual([
      ["other", 80],
      ["payment", 81],
    ]);
    expect(snapshot.locate(ref("payment"), "")).toEqual({ file: "x.yaml", line: 1 });
    expect(gapsOf(snapshot)).toEqual([]);
  });

  test("remove objects", async () => {
    const annotated = '\n  annotations:\n    meshwhy/delete: "true"';
    const base = folder({ "a.yaml": `${service("payment")}---\n${service("other")}` });
    const overlay = folder({ "x.yaml": `${service("payment", annotated)}---\n${service("never", annotated)}` });
    const snapshot = await read([base, overlay]);
    expect(names(snapshot)).toEqual(["Service shop/other"]);
    expect(gapsOf(snapshot)).toEqual(["Service shop/never: x.yaml:12 deletes it, but no earlier snapshot holds it"]);
    expect(snapshot.locate(ref("payment"), "")).toBeUndefined();
  });

  test("hide an earlier object that they cannot tell", async () => {
    const base = folder({ "a.yaml": `${service("payment")}---\n${service("other")}` });
    const overlay = folder({ "x.yaml": service("payment").replace("port: 80", "port: x") });
    const snapshot = await read([base, overlay]);
    expect(names(snapshot)).toEqual(["Service shop/other"]);
    expect(gapsOf(snapshot)).toEqual(["Service shop/payment: spec.ports[0].port: expected number, got string"]);
  });

  test("that hold nothing are said", async () => {
    const base = folder({ "a.yaml": service("payment") });
    const overlay = folder({ "x.yaml": "a: 1\n" });
    expect(gapsOf(await read([base, overlay]))).toEqual([
      `${overlay}: it holds no Kubernetes object that meshwhy reads, and no log`,
    ]);
  });

  test("are told apart where names of files are the same", async () => {
    const base = folder({ "a.yaml": service("payment"), "b.yaml": service("other") });
    const overlay = folder({ "a.yaml": service("third") });
    const snapshot = await read([base, `${overlay}/`]);
    expect(snapshot.locate(ref("payment"), "")?.file).toBe(`${base}/a.yaml`);
    expect(snapshot.locate(ref("other"), "")?.file).toBe("b.yaml");
    expect(snapshot.locate(ref("third"), "")?.file).toBe(`${overlay}/a.yaml`);
  });
});

describe("two objects of one name in one snapshot", () => {
  test("are a gap with both places", async () => {
    const path = folder({
      "a.yaml": `${service("x")}---\n${service("payment")}`,
      "b.yaml": service("payment").replace("80", "81"),
    });
    const snapshot = await read([path]);
    expect(names(snapshot)).toEqual(["Service shop/x"]);
    expect(snapshot.gaps).toContainEqual({
      what: "Service shop/payment",
      why: "two different objects of this name: a.yaml:10 and b.yaml:1",
      grant: "keep one of them, or give one as an overlay with another --snapshot",
      kind: "Service",
      namespace: "shop",
      ref: ref("payment"),
      place: { file: "a.yaml", line: 10 },
    });
  });

  test("are fine if they agree in all that is read", async () => {
    const path = folder({ "a.yaml": service("payment"), "b.yaml": service("payment", "\n  resourceVersion: '5'") });
    const snapshot = await read([path]);
    expect(gapsOf(snapshot)).toEqual([]);
    expect(snapshot.locate(ref("payment"), "")).toEqual({ file: "a.yaml", line: 1 });
  });

  test("are fine in two versions of the API", async () => {
    const gateway = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata:\n  name: a\nspec:\n  servers: []\n";
    const snapshot = await read([folder({ "a.yaml": `${gateway}---\n${gateway.replace("/v1", "/v1beta1")}` })]);
    expect(gapsOf(snapshot)).toEqual([]);
    expect(names(snapshot)).toEqual(["Gateway default/a"]);
  });
});

describe("now", () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"}
spec: {containers: []}
status: {conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-05-04T10:00:00+02:00"}]}
`;

  test("is the newest that any object knows of", async () => {
    expect((await read([folder({ "a.yaml": pod })])).at).toBe("2026-05-04T08:00:00Z");
  });

  test("is what was given, in UTC", async () => {
    expect((await read([folder({ "a.yaml": pod })], { at: "2026-01-01T01:00:00.5+01:00" })).at).toBe(
      "2026-01-01T00:00:00.500Z",
    );
  });

  test("has to be a time", async () => {
    await expect(read([folder({ "a.yaml": pod })], { at: "yesterday" })).rejects.toMatchObject({ code: "USAGE" });
  });

  test("is the beginning of time if nothing is known", async () => {
    const snapshot = await read([folder({ "a.yaml": service("a") })]);
    expect(snapshot.at).toBe("1970-01-01T00:00:00Z");
    expect(snapshot.assumptions).toContainEqual({
      what: "nothing in the snapshot tells the time: 1970-01-01T00:00:00Z is taken for now",
    });
  });
});

describe("what is not there", () => {
  test("is a gap where it must exist somewhere, an assumption where its absence has a meaning", async () => {
    const snapshot = await read([folder({ "a.yaml": service("a") })]);
    expect(snapshot.gaps).toEqual([
      { kind: "Pod", what: "Pods", why: "the snapshot holds none", grant: "kubectl get pods -A -o yaml" },
      { kind: "Secret", what: "Secrets", why: "the snapshot holds none", grant: "kubectl get secrets -A -o yaml" },
      {
        kind: "MutatingWebhookConfiguration",
        what: "MutatingWebhookConfigurations",
        why: "the snapshot holds none",
        grant: "kubectl get mutatingwebhookconfigurations -o yaml",
      },
    ]);
    expect(snapshot.assumptions.map(({ what }) => what)).toEqual([
      "no mesh configuration in the snapshot: Istio's defaults are assumed",
      "no EndpointSlice in the snapshot: endpoints are derived from Service selectors and ready Pods",
      "nothing in the snapshot tells the time: 1970-01-01T00:00:00Z is taken for now",
    ]);
  });

  test("is no mesh configuration if only the injector's is there", async () => {
    const injector =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: istio-sidecar-injector\ndata:\n  config: ''\n";
    const { assumptions } = await read([folder({ "a.yaml": injector })]);
    expect(assumptions.map(({ what }) => what).join()).toContain("no mesh configuration");
  });

  test("does not count as absent if it is only of no interest", async () => {
    const pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: elsewhere\nspec:\n  containers: []\n";
    const slice =
      "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: a\n  namespace: elsewhere\n";
    const snapshot = await read([folder({ "a.yaml": `${selecting("payment")}---\n${pod}---\n${slice}` })]);
    expect(names(snapshot)).toEqual(["Service shop/payment"]);
    expect(snapshot.gaps.filter(({ isLeftOut }) => isLeftOut)).toMatchObject(
      ["Pod", "EndpointSlice"].map((kind) => ({ kind, except: ["istio-system", "shop"] })),
    );
    expect(snapshot.gaps.map(({ what }) => what)).not.toContain("Pods");
    expect(snapshot.assumptions.map(({ what }) => what).join()).not.toContain("EndpointSlice");
  });
});

describe("logs", () => {
  const line = (at: string, path: string) =>
    `[${at}] "GET ${path} HTTP/1.1" 200 - via_upstream - "-" 0 44 3 2 "-" "curl/8" "6824b67c-55dd-48d8-ab09-d919a6932a4a" "payment.shop:80" "10.0.0.1:80" outbound|80||payment.shop.svc.cluster.local 10.0.0.2:1 10.0.0.1:80 10.0.0.2:2 - default\n`;

  test("of proxies in namespaces of interest are read", async () => {
    const path = folder({
      "all.yaml": selecting("payment"),
      "logs/shop/checkout-1/istio-proxy.log": `starting\n${line("2026-05-04T10:00:00.100Z", "/a")}`,
      "deep/logs/shop/checkout-2/istio-proxy.log": "nothing\n",
      "logs/shop/checkout-1/app.log": line("2027-01-01T00:00:00.000Z", "/b"),
      "logs/elsewhere/other/istio-proxy.log": line("2027-01-01T00:00:00.000Z", "/c"),
      "shop/checkout-1/istio-proxy.log": line("2027-01-01T00:00:00.000Z", "/d"),
    });
    const snapshot = await read([path]);
    expect(snapshot.logs).toMatchObject([
      {
        pod: { kind: "Pod", namespace: "shop", name: "checkout-1" },
        container: "istio-proxy",
        path: "/a",
        place: { file: "logs/shop/checkout-1/istio-proxy.log", line: 2 },
      },
    ]);
    expect(snapshot.loggedPods).toEqual(["shop/checkout-1", "shop/checkout-2"]);
    expect(snapshot.stats.logLines).toBe(3);
    expect(snapshot.at).toBe("2026-05-04T10:00:00.100Z");
  });

  test("of later snapshots replace those of the same container", async () => {
    const file = "logs/shop/checkout-1/istio-proxy.log";
    const base = folder({ "all.yaml": service("payment"), [file]: line("2026-05-04T10:00:00.100Z", "/old") });
    const overlay = folder({ [`sub/${file}`]: line("2026-05-04T09:00:00.100Z", "/new") });
    expect((await read([base, overlay])).logs.map(({ path }) => path)).toEqual(["/new"]);
  });

  test("that are long are read from their newer end, with the right lines", async () => {
    const one = line("2026-05-04T10:00:00.100Z", "/a");
    const count = Math.ceil((9 << 20) / one.length);
    const last = line("2026-05-04T11:00:00.000Z", "/last");
    const path = folder({ "all.yaml": service("payment"), "logs/shop/c/istio-proxy.log": one.repeat(count) + last });
    const snapshot = await read([path]);
    expect(snapshot.logs.at(-1)).toMatchObject({ path: "/last", place: { line: count + 1 } });
    expect(snapshot.logs[0]?.place.line).toBe(count + 1 - snapshot.logs.length + 1);
    expect(gapsOf(snapshot)).toEqual(["logs/shop/c/istio-proxy.log: only the newest 8 MiB of 9 were read"]);
  });
});

describe("places", () => {
  test("of fields that are not there are those of the deepest that is", async () => {
    const snapshot = await read([folder({ "a.yaml": service("payment") })]);
    expect(snapshot.locate(ref("payment"), "spec.ports[0].targetPort")?.line).toBe(8);
    expect(snapshot.locate(ref("payment"), "spec.ports[3]")?.line).toBe(7);
    expect(snapshot.locate(ref("payment"), "status.x")?.line).toBe(1);
    expect(snapshot.locate(ref("nobody"), "")).toBeUndefined();
  });

  test("within the mesh's configuration are lines of its text", async () => {
    const text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: istio\n  namespace: istio-system\ndata:\n  mesh: |-\n    # c\n    trustDomain: td\n    outboundTrafficPolicy:\n      mode: REGISTRY_ONLY\n  meshNetworks: ''\n";
    const snapshot = await read([folder({ "a.yaml": text })]);
    const mesh = { apiVersion: "v1", kind: "ConfigMap", namespace: "istio-system", name: "istio" };
    expect(snapshot.locate(mesh, "mesh.outboundTrafficPolicy.mode")?.line).toBe(11);
    expect(snapshot.locate(mesh, "data.mesh.trustDomain")?.line).toBe(9);
    expect(snapshot.locate(mesh, "mesh")?.line).toBe(7);
    expect(snapshot.locate(mesh, "mesh.enableAutoMtls")?.line).toBe(7);
  });

  test("stay known when the files are gone", async () => {
    const path = folder({ "a.yaml": service("payment") });
    const snapshot = await read([path]);
    rmSync(join(path, "a.yaml"));
    expect(snapshot.locate(ref("payment"), "spec")).toEqual({ file: "a.yaml", line: 6 });
  });

  test("are never absolute", async () => {
    const path = folder({ "a.yaml": service("payment") });
    mkdirSync(join(path, "b"));
    expect((await read([join(path, "a.yaml")])).locate(ref("payment"), "")?.file).toBe(basename("a.yaml"));
  });
});

test("progress is told", async () => {
  const stages: string[] = [];
  await fileSource({ paths: [folder({ "a.yaml": service("payment") })] }).read(question, ({ stage, done, total }) =>
    stages.push(`${stage} ${done}/${total}`),
  );
  expect(stages).toEqual([`reading files ${service("payment").length}/${service("payment").length}`]);
});
