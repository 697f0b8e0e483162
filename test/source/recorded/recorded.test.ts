/** What a written snapshot answers to other questions than the one that it was taken for. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../../src/diagnose/diagnose.ts";
import { type Asked, questionFrom } from "../../../src/faces/question/question-from.ts";
import { MeshError } from "../../../src/model/mesh-error.ts";
import type { Question } from "../../../src/model/question.ts";
import type { Scope } from "../../../src/model/scope.ts";
import { fileSource } from "../../../src/source/files/file-source.ts";
import { covers, recordedQuestion, recordedText } from "../../../src/source/recorded/recorded-question.ts";
import { saveSnapshot } from "../../../src/source/recorded/save-snapshot.ts";
import { snapshotFiles } from "../../../src/source/recorded/snapshot-files.ts";
import { recordName } from "../../../src/source/recorded/snapshot-record.ts";
import { asked } from "../../support/folders.ts";
import { apiOf, sourceOf } from "../../support/kube/cluster-of.ts";
import { readKubeFolders } from "../../support/kube/read-kube-folders.ts";
import { startFakeKube } from "../../support/kube/start-fake-kube.ts";
import { app, sketch } from "../../support/sketch.ts";
import { whyPlaybook } from "../../support/why.ts";
import { folder } from "../files/folder.ts";

const shop = new URL("../../../examples/shop/", import.meta.url).pathname;

function question(from: string, to: string, more: Partial<Asked> = {}): Question {
  return questionFrom({ ...asked({ from, to }), ...more });
}

function scope(more: Partial<Scope>): Scope {
  return { of: [], namespaces: [], pairs: [], ...more };
}

const checkout = question("checkout", "payment");

test("what each of two snapshots left alone, both did; what one of them holds is known", async () => {
  const kube = await startFakeKube({
    objects: sketch(app("bank/payment", { n: 2 }), app("far/ledger", { n: 3 })),
  });
  const api = apiOf(kube);
  const root = folder({});
  const questions = [question("shop/checkout", "bank/payment"), question("shop/checkout", "far/ledger")];
  const paths = ["a", "b"].map((name) => join(root, name));
  for (const [i, asked] of questions.entries())
    saveSnapshot(paths[i] ?? "", snapshotFiles(await sourceOf(api).read(asked), asked), { force: false });
  const [first, second, both] = await Promise.all(
    [paths.slice(0, 1), paths.slice(1), paths].map(async (some) => {
      const { gaps } = await fileSource({ paths: some }).read(scope({ everywhere: true }));
      return gaps.filter(({ kind, isLeftOut }) => kind === "Deployment" && isLeftOut);
    }),
  );
  await api.close();
  await kube.stop();
  expect(first).toMatchObject([{ except: ["bank", "shop"] }]);
  expect(second).toMatchObject([{ except: ["far", "shop"] }]);
  expect(both).toMatchObject([
    { what: "Deployments outside namespaces bank, far, shop", except: ["bank", "far", "shop"] },
  ]);
});

describe("a question is the one that is recorded", () => {
  test.each<[string, Question | Scope, Question | Scope]>([
    ["whatever is requested", checkout, question("checkout", "payment", { request: "POST /charge", port: "8080" })],
    ["with a secret in a name", question("a", "http://me:s3cret@b/"), question("a", "http://me:s3cret@b/")],
    ["of fewer namespaces", scope({ of: ["ns/shop", "ns/bank"] }), scope({ namespaces: ["bank"] })],
    ["of every namespace", scope({ everywhere: true }), scope({ everywhere: true })],
  ])("%s", (_, recorded, other) => {
    expect(covers(recordedQuestion(recorded), other)).toBe(true);
  });

  test.each<[string, Question | Scope, Question | Scope]>([
    ["another caller", checkout, question("cart", "payment")],
    ["another namespace", checkout, question("checkout", "payment", { namespace: "shop" })],
    ["another host", checkout, question("checkout", "payment", { header: ["host: x.example"] })],
    ["more namespaces", scope({ of: ["ns/shop"] }), scope({ namespaces: ["shop", "bank"] })],
    ["a scope for a pair", checkout, scope({ of: ["payment"] })],
    ["a pair for a scope", scope({ of: ["payment"] }), checkout],
    ["one namespace of all", scope({ everywhere: true }), scope({ namespaces: ["shop"] })],
  ])("but not with %s", (_, recorded, other) => {
    expect(covers(recordedQuestion(recorded), other)).toBe(false);
  });

  test("and holds no secret", () => {
    const headers = ["host: x.example", "authorization: Bearer s3cret", "x-other: s3cret"];
    const typed = question("checkout", "payment", { header: headers });
    const recorded = recordedQuestion({ ...typed, to: "http://me:s3cret@payment:8080/" });
    expect(JSON.stringify(recorded)).not.toContain("s3cret");
    expect(recordedText(recorded)).toBe("checkout → http://…@payment:8080/");
  });
});

describe("a snapshot that was taken for checkout → payment", async () => {
  const kube = await startFakeKube({ ...readKubeFolders([join(shop, "base")]), now: "2026-05-04T10:30:00Z" });
  const api = apiOf(kube);
  const live = sourceOf(api);
  const read = await live.read(checkout);
  const everything = await live.read(scope({ everywhere: true }));
  const healthy = await diagnose(checkout, whyPlaybook, { read: () => Promise.resolve(read) });
  await api.close();
  await kube.stop();
  const write = (): string => {
    const path = join(folder({}), "dump");
    saveSnapshot(path, snapshotFiles(read, checkout), { force: false });
    return path;
  };

  test("holds the namespaces that it needs, and says so", () => {
    expect(read.workloadsOf).toEqual(["shop"]);
    expect(readdirSync(join(write(), "objects")).sort()).toContain("shop");
  });

  test.each([
    ["checkout", "payment", "healthy"],
    ["frontend", "checkout", "healthy"],
  ])("answers %s → %s with %s", async (from, to, verdict) => {
    const answer = await diagnose(question(from, to), whyPlaybook, fileSource({ paths: [write()] }));
    expect(answer.verdict).toBe(verdict);
  });

  test("is not missed where everything was taken", async () => {
    expect(everything).not.toHaveProperty("workloadsOf");
    expect(everything.assumptions).toEqual(read.assumptions);
    const path = join(folder({}), "dump");
    saveSnapshot(path, snapshotFiles(everything, scope({ everywhere: true })), { force: false });
    const { verdict, gaps, findings } = await diagnose(checkout, whyPlaybook, fileSource({ paths: [path] }));
    expect({ verdict, gaps, findings }).toEqual({ verdict: healthy.verdict, gaps: healthy.gaps, findings: [] });
  });

  test("never takes for broken what was not taken along", async () => {
    const answer = await diagnose(
      question("internet", "frontend"),
      whyPlaybook,
      fileSource({ paths: [write()] }),
    ).catch((error: unknown) => (error instanceof MeshError ? error.code : error));
    expect(answer).not.toMatchObject({ verdict: "broken" });
  });

  test("names its limits to others", async () => {
    const { gaps } = await fileSource({ paths: [write()] }).read(question("cart", "payment"));
    expect(gaps.filter(({ why }) => why === "the snapshot was taken for checkout → payment")).toMatchObject([
      { kind: "Pod", except: ["shop"] },
      { kind: "EndpointSlice", except: ["shop"] },
    ]);
    const same = await fileSource({ paths: [write()] }).read(checkout);
    expect(same.gaps).toEqual(read.gaps);
  });

  test("takes an overlay, and its own now", async () => {
    const overlay = join(shop, "overlays", "wrong-principal");
    const answer = await diagnose(checkout, whyPlaybook, fileSource({ paths: [write(), overlay] }));
    expect(answer.verdict).toBe("broken");
    expect(answer.observedAt >= "2026-05-04T10:30:00Z").toBe(true);
    const at = "2026-06-01T00:00:00Z";
    expect((await fileSource({ paths: [write()], at }).read(checkout)).at).toBe(at);
  });

  test.each([
    ["{", "not valid JSON"],
    ["{}", "not what mesh snapshot writes at schema"],
    ['{"schema": "meshwhy.snapshot/v2"}', "not what mesh snapshot writes at schema"],
  ])("is refused where its record is %j", async (text, why) => {
    const path = write();
    writeFileSync(join(path, recordName), text);
    await expect(fileSource({ paths: [path] }).read(checkout)).rejects.toMatchObject({
      code: "UNREADABLE_INPUT",
      message: `Cannot read "${path}": ${recordName} is ${why}`,
    });
  });

  test("keeps lines that say nothing of their time, and those that were cut", async () => {
    const line =
      '"POST /charge HTTP/1.1" 503 UF 0 "payment:8080" "10.0.0.1:8080" outbound|8080||payment.shop.svc.cluster.local';
    const meshConfig = {
      accessLogFormat:
        '"%REQ(:METHOD)% %PATH% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %DURATION% "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER%',
    };
    const json = {
      start_time: "2026-05-04T10:00:00.000Z",
      response_code: 503,
      response_flags: "UF",
      upstream_cluster: "outbound|8080||payment.shop.svc.cluster.local",
      path: `/${"x".repeat(6000)}`,
    };
    const pod = read.loggedPods[0] ?? "";
    const log = `2026-05-04T10:01:00.123456789Z ${line}\n${JSON.stringify(json)}\n2026-05-04T10:02:00Z ${line}\n`;
    const config = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "istio", namespace: "istio-system" },
      data: { mesh: JSON.stringify(meshConfig) },
    };
    const overlay = folder({ "config.json": JSON.stringify(config), [`logs/${pod}/istio-proxy.log`]: log });
    const before = await fileSource({ paths: [join(shop, "base"), overlay] }).read(checkout);
    expect(before.logs.filter((entry) => `${entry.pod.namespace}/${entry.pod.name}` === pod)).toHaveLength(3);
    const path = join(folder({}), "dump");
    saveSnapshot(path, snapshotFiles(before, checkout), { force: false });
    const after = await fileSource({ paths: [path] }).read(checkout);
    const unplaced = (entries: typeof before.logs) => entries.map(({ place: _, ...entry }) => entry);
    expect(unplaced(after.logs)).toEqual(unplaced(before.logs));
  });

  test("can be written again from itself, to the same bytes", async () => {
    const path = write();
    const again = await fileSource({ paths: [path] }).read(checkout);
    for (const { name, text } of snapshotFiles(again, checkout))
      expect({ name, text }).toEqual({ name, text: readFileSync(join(path, name), "utf8") });
  });
});
