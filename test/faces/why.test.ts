/** What `mesh why` answers by its options, and with which exit status. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Io } from "../../src/faces/cli/io.ts";
import type { DiagnosisJson } from "../../src/render/diagnosis-json.ts";
import { aliasBomb } from "./alias-bomb.ts";
import { mesh, piped, shopWith } from "./mesh.ts";
import { scratch } from "./scratch.ts";
import { valid } from "./valid.ts";

const charge = ["why", "checkout", "payment", "--request", "POST /charge"];

async function answer(words: readonly string[], stdin = ""): Promise<{ status: number; json: DiagnosisJson }> {
  const { status, stdout, stderr } = await mesh([...words, "--output", "json"], piped(stdin));
  expect(stderr).toBe("");
  return { status, json: valid<DiagnosisJson>(stdout, "diagnosis") };
}

describe("the exit status", () => {
  test.each([
    ["healthy", 0, []],
    ["degraded", 1, ["broken-canary"]],
    ["broken", 1, ["wrong-principal"]],
  ] as const)("%s: %i", async (verdict, status, overlays) => {
    const answered = await answer([...charge, ...shopWith(...overlays)]);
    expect({ status: answered.status, verdict: answered.json.verdict }).toEqual({ status, verdict });
  });

  test("unknown: 3", async () => {
    const services = ["checkout", "payment"].map((name) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "shop" },
      spec: { selector: { app: name }, ports: [{ port: 80 }] },
    }));
    const { status, json } = await answer(
      [...charge, "--snapshot", "-"],
      JSON.stringify({ kind: "List", items: services }),
    );
    expect({ status, verdict: json.verdict }).toEqual({ status: 3, verdict: "unknown" });
  });

  test.each(["text", "json", "markdown"])("is the same for %s", async (output) => {
    const { status, stderr } = await mesh([...charge, ...shopWith("deny-all"), "--output", output]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });
});

describe("a bug", () => {
  const broken: Partial<Io> = {
    get columns(): never {
      throw new Error("\u001b[31mno terminal at http://me:s3cret@localhost");
    },
  };

  test("ends with 70, and says what to report", async () => {
    const { status, stdout, stderr } = await mesh([...charge, ...shopWith()], broken);
    expect({ status, stdout }).toEqual({ status: 70, stdout: "" });
    expect(stderr).toBe(
      "Cannot answer: \\x1b[31mno terminal at http://…@localhost\nThis is a bug of meshwhy. Run again with --verbose and report what it prints.\n",
    );
  });

  test("shows where it happened with --verbose", async () => {
    const { status, stdout, stderr } = await mesh([...charge, ...shopWith(), "-dv"], broken);
    expect({ status, stdout }).toEqual({ status: 70, stdout: "" });
    expect(stderr).toMatch(/\n {4}at .*\n {4}at /);
    expect(stderr).not.toContain("\u001b");
  });

  test("is JSON on stdout where JSON was asked for", async () => {
    const words = [...charge, "--snapshot", "-", "--output", "json"];
    const { status, stdout, stderr } = await mesh(words, {
      get stdin(): never {
        throw new Error("no input");
      },
    });
    expect({ status, stderr }).toEqual({ status: 70, stderr: "" });
    expect(valid(stdout, "error")).toMatchObject({ code: "INTERNAL", message: "Cannot answer: no input" });
  });
});

describe("--snapshot", () => {
  const mended = scratch({ "policies.yaml": policy("checkout") });
  const gone = scratch({ "gone.yaml": policy("orders", 'annotations: {"meshwhy/delete": "true"}') });
  const other = scratch({ "policies.yaml": policy("orders") });
  const whole = scratch({ "shop.yaml": everything() });

  test("is laid over the one before", async () => {
    const overlays = ["wrong-principal", "healthy"];
    expect(overlays.flatMap((name) => shopWith(name))).toHaveLength(8);
    expect((await answer([...charge, ...shopWith("wrong-principal")])).json.culprit?.kind).toBe("AuthorizationPolicy");
    const { status, json } = await answer([...charge, ...shopWith("wrong-principal"), "-s", mended]);
    expect(json.flows[0]?.outcomes.map(({ disposition }) => disposition)).toEqual(["delivered"]);
    expect(status).toBe(json.verdict === "healthy" ? 0 : 1);
  });

  test("takes an object away that it marks as deleted", async () => {
    const { json } = await answer([...charge, ...shopWith("deny-all"), `--snapshot=${gone}`]);
    expect(json.culprit).toMatchObject({ kind: "AuthorizationPolicy", name: "deny-all" });
    expect(JSON.stringify(json.findings)).not.toContain("payment-callers");
  });

  test("takes one file", async () => {
    const { status, stderr } = await mesh([...charge, "-s", join(whole, "shop.yaml")]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("reads standard input, alone or under an overlay", async () => {
    expect((await answer([...charge, "-s", "-"], everything())).json.verdict).toBe("healthy");
    const { status, json } = await answer([...charge, "-s", "-", "-s", other], everything());
    expect({ status, culprit: json.culprit?.name, file: json.culprit?.file }).toMatchObject({
      status: 1,
      culprit: "payment-callers",
    });
  });
});

describe("names", () => {
  const twice = scratch({ "a.yaml": services("shop/checkout", "shop/payment", "bank/payment", "web/front") });

  test.each<[string, readonly string[], string, readonly string[]]>([
    ["an unknown caller", ["chekout", "payment"], "UNKNOWN_NAME", ["shop/checkout"]],
    ["an unknown destination", ["checkout", "shop/paymet"], "UNKNOWN_NAME", ["shop/payment"]],
    ["an unknown namespace", ["checkout", "payment.shpo"], "UNKNOWN_NAME", ["payment.shop"]],
    ["an ambiguous destination", ["web/front", "payment"], "AMBIGUOUS_NAME", ["bank/payment", "shop/payment"]],
    ["an ambiguous caller", ["payment", "checkout"], "AMBIGUOUS_NAME", ["bank/payment", "shop/payment"]],
  ])("%s: candidates", async (_what, pair, code, candidates) => {
    const words = ["why", ...pair, "-s", twice];
    const json = await mesh([...words, "-o", "json"]);
    expect({ status: json.status, stderr: json.stderr }).toEqual({ status: 2, stderr: "" });
    expect(valid(json.stdout, "error")).toMatchObject({ code, candidates });
    const text = await mesh(words);
    expect({ status: text.status, stdout: text.stdout }).toEqual({ status: 2, stdout: "" });
    expect(text.stderr).toMatch(/^Cannot (?:find|choose) ".*\n.*[.?]\n$/);
    expect(text.stderr).toContain(candidates.join(", "));
  });

  test("without anything like it have no candidates", async () => {
    const { stdout } = await mesh(["why", "xyzzy", "payment", ...shopWith(), "-ojson"]);
    expect(valid(stdout, "error")).toEqual({
      schema: "meshwhy.error/v1",
      code: "UNKNOWN_NAME",
      message: 'Cannot find "xyzzy": no workload, Service or service account that was read has that name',
      next: "Check the name of the caller, and that its namespace was read.",
    });
  });

  test("are looked up first where --namespace says, then where the caller is", async () => {
    const asked = async (...words: readonly string[]) =>
      (await answer(["why", ...words, "-s", twice])).json.question.to;
    expect(await asked("web/front", "payment", "-n", "bank")).toMatchObject({ namespace: "bank", name: "payment" });
    expect(await asked("web/front", "payment", "--namespace=shop")).toMatchObject({ namespace: "shop" });
    expect(await asked("checkout", "payment")).toMatchObject({ namespace: "shop" });
  });

  test.each(["->", "→"])("may have %s between them", async (arrow) => {
    const { status, stderr } = await mesh(["why", "checkout", arrow, "payment", ...shopWith()]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test.each([
    "http://payment:8080/charge",
    "http://payment.shop.svc.cluster.local:8080/charge",
    "payment:8080/charge",
    "shop/payment:8080/charge",
    "payment.shop:8080/charge",
  ])("%s is port and request as well", async (to) => {
    const { json } = await answer(["why", "checkout", to, ...shopWith()]);
    expect(json.question).toMatchObject({
      to: { kind: "Service", namespace: "shop", name: "payment" },
      port: 8080,
      request: { method: "GET", path: "/charge" },
    });
    expect(json.flows).toHaveLength(1);
  });
});

test("a principal as policies write it is a caller", async () => {
  const { json } = await answer(["why", "cluster.local/ns/shop/sa/checkout", "payment", ...shopWith()]);
  expect(json.question.from).toMatchObject({ kind: "ServiceAccount", namespace: "shop", name: "checkout" });
});

describe("options of the question", () => {
  test("--port: one that nobody listens on is broken, no misuse", async () => {
    const { status, json } = await answer(["why", "checkout", "payment", "--port", "9090", ...shopWith()]);
    expect({ status, verdict: json.verdict, port: json.question.port }).toEqual({
      status: 1,
      verdict: "broken",
      port: 9090,
    });
  });

  test("--request: named requests alone decide", async () => {
    const { json } = await answer([...charge, ...shopWith()]);
    expect(json.question.request).toEqual({ method: "POST", path: "/charge" });
    expect(json.flows.map(({ named }) => named)).toEqual([true]);
    expect((await answer(["why", "checkout", "payment", ...shopWith()])).json.flows.length).toBeGreaterThan(1);
  });

  test("--header: repeated, they all count", async () => {
    const headers = ["--header", "X-Canary: true", "-H", "x-more: a:b"];
    const { json } = await answer([...charge, ...headers, ...shopWith("broken-canary")]);
    expect(json.question.headers).toEqual([
      { name: "x-canary", value: "true" },
      { name: "x-more", value: "a:b" },
    ]);
    expect(json.verdict).toBe("broken");
  });

  test("--header host with internet", async () => {
    const asked = ["why", "internet", "frontend", "-p", "80"];
    const { status } = await mesh([...asked, "-H", "host: shop.example.com", ...shopWith()]);
    expect(status).toBe(0);
    const other = await answer([...asked, "-H", "host: other.example.com", ...shopWith()]);
    expect(other.json.verdict).toBe("broken");
  });

  test("--scheme and --client-ip are part of the question", async () => {
    const more = ["--scheme", "HTTP", "--client-ip", "203.0.113.7"];
    const { json } = await answer([...charge, ...more, ...shopWith()]);
    expect(json.question).toMatchObject({ scheme: "http", clientIp: "203.0.113.7" });
  });

  test("--at is the snapshot's now", async () => {
    const early = await answer([...charge, "--at", "2026-11-20T15:02:20+01:00", ...shopWith("wrong-principal")]);
    expect(early.json.observedAt).toMatch(/^2026-11-20T14:02:20(?:\.000)?Z$/);
    const { json } = await answer([...charge, ...shopWith("wrong-principal")]);
    expect(json.observedAt > early.json.observedAt).toBe(true);
  });
});

describe("--playbook", () => {
  const file = join(
    scratch({
      "good.yaml":
        "id: mine\ntitle: Mine\nsteps:\n  - check: service/name-resolves\n  - check: authorization-policy/allows-request\n",
      "unknown.yaml": "id: mine\ntitle: Mine\nsteps:\n  - check: service/name-resolve\n",
      "shape.yaml": "id: mine\nsteps: []\n",
      "bad.yaml": "id: [mine\n",
      "bomb.yaml": aliasBomb(),
      "empty.yaml": "",
    }),
    "good.yaml",
  );
  const beside = (name: string) => file.replace("good.yaml", name);

  test("from a file: its checks, in its order", async () => {
    const { json } = await answer([...charge, "--playbook", file, ...shopWith("wrong-principal")]);
    expect(json.steps.map(({ check }) => check)).toEqual([
      "service/name-resolves",
      "authorization-policy/allows-request",
    ]);
    expect(json.culprit?.kind).toBe("AuthorizationPolicy");
  });

  test("by name", async () => {
    expect((await answer([...charge, "--playbook", "why", ...shopWith()])).status).toBe(0);
  });

  test.each([
    ["unknown.yaml", /: no check is called "service\/name-resolve"/],
    ["shape.yaml", /: its shape is wrong at title: /],
    ["bad.yaml", /: Flow sequence .*\n/],
    ["bomb.yaml", /: Excessive alias count/],
    ["empty.yaml", /: its shape is wrong at its root: /],
  ])("%s is refused", async (name, message) => {
    const { status, stdout, stderr } = await mesh([...charge, "--playbook", beside(name), ...shopWith()]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.startsWith(`Cannot read playbook "${beside(name)}": `)).toBe(true);
    expect(stderr.split("\n")).toHaveLength(3);
    const json = await mesh([...charge, "--playbook", beside(name), ...shopWith(), "--output=json"]);
    expect(valid(json.stdout, "error")).toMatchObject({ code: "BAD_PLAYBOOK" });
  });

  test("a folder is none", async () => {
    const { status, stderr } = await mesh([...charge, "--playbook", beside(""), ...shopWith()]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `Cannot read playbook "${beside("")}": it is a folder\nName the file in it.\n`,
    });
  });

  test.each(["slow", "constructor", "__proto__"])("%s is neither built in nor a file", async (name) => {
    const { status, stderr } = await mesh([...charge, "--playbook", name, ...shopWith()]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `Cannot find the playbook "${name}": it is neither built in nor a file\nBuilt in: why.\n`,
    });
  });
});

function policy(account: string, metadata = ""): string {
  return `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: payment-callers
  namespace: shop
  ${metadata}
spec:
  selector: {matchLabels: {app: payment}}
  action: ALLOW
  rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/${account}]}}]}]
`;
}

function services(...places: readonly string[]): string {
  return places
    .map((place) => {
      const [namespace, name] = place.split("/");
      return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {ports: [{port: 80}]}\n`;
    })
    .join("---\n");
}

/** The whole base of the example mesh as one List, without logs. */
function everything(): string {
  const base = shopWith()[1] ?? "";
  const files = readdirSync(base, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".yaml") && !/^(?:pairs|scenario)\.yaml$/.test(name),
  );
  return files
    .sort()
    .map((name) => `---\n${readFileSync(join(base, name), "utf8")}\n`)
    .join("");
}
