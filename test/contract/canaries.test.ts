/**
 * Secrets seeded wherever a cluster may hold some that no answer needs: none of them is in any output, snapshot or
 * error, whether files or a cluster are read.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { health } from "../../src/diagnose/health.ts";
import { who } from "../../src/diagnose/who.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import { diffOf } from "../../src/follow/diff-of.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import type { Scope } from "../../src/model/scope.ts";
import type { Source } from "../../src/model/source.ts";
import { diffJsonText } from "../../src/render/diff-json.ts";
import { diffPage } from "../../src/render/diff-page.ts";
import { healthJsonText } from "../../src/render/health-json.ts";
import { jsonText } from "../../src/render/json.ts";
import { toMarkdown } from "../../src/render/markdown.ts";
import { pageText } from "../../src/render/page-text.ts";
import { diagnosisMessage } from "../../src/render/slack/diagnosis-message.ts";
import { pathMessage } from "../../src/render/slack/path-message.ts";
import { toText } from "../../src/render/text.ts";
import { whoJsonText } from "../../src/render/who-json.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { saveSnapshot } from "../../src/source/recorded/save-snapshot.ts";
import { snapshotFiles } from "../../src/source/recorded/snapshot-files.ts";
import { mesh } from "../faces/mesh.ts";
import { asked } from "../support/folders.ts";
import { canary, expectNoCanary, secret, secretObjects, seeded, seededLog } from "../support/kube/canaries.ts";
import { sourceOf } from "../support/kube/cluster-of.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { speakingProxies } from "../support/kube/speaking-proxies.ts";
import { whyPlaybook } from "../support/why.ts";
import { contractClusters } from "./contract-clusters.ts";

const shop = new URL("../../examples/shop/", import.meta.url).pathname;
const at = "2026-05-04T10:30:00Z";

const scratch = mkdtempSync(join(tmpdir(), "meshwhy-canaries-"));
const clusters = contractClusters(at);
afterAll(async () => {
  await clusters.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const { objects, logs } = readKubeFolders([join(shop, "base"), join(shop, "overlays", "two-faults")]);
const sown = [...objects.map(seeded), ...secretObjects];
const sownLogs = Object.fromEntries(Object.entries(logs).map(([pod, text]) => [pod, seededLog(String(text), at)]));

async function sources(): Promise<readonly (readonly [string, Source])[]> {
  const path = join(scratch, "files");
  mkdirSync(path);
  writeFileSync(join(path, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: sown }));
  for (const [pod, text] of Object.entries(sownLogs)) {
    mkdirSync(join(path, "logs", pod, ".."), { recursive: true });
    writeFileSync(join(path, "logs", `${pod}.log`), text);
  }
  const { http } = speakingProxies(objects, {
    secret,
    holds: (holds) => ({
      ...holds,
      refused: [{ name: "0.0.0.0_8080", details: `bad header authorization: Bearer ${secret("error")}`, at }],
    }),
    known: (proxy) => ({ ...proxy, rejected: { listener: `at ?access_token=${secret("error-of-istiod")} no` } }),
  });
  const { api } = await clusters.start({ objects: sown, logs: sownLogs, http });
  return [
    ["files", fileSource({ paths: [path] })],
    ["a cluster", sourceOf(api)],
    ["a cluster with its proxies", sourceOf(api, { proxies: true })],
  ];
}

describe.each(await sources())("from %s", (name, source) => {
  const question = questionFrom(asked({ from: "checkout", to: "payment", request: "POST /charge" }));
  const everywhere: Scope = { everywhere: true, of: [], namespaces: ["shop"], pairs: [] };

  test("secrets are there to be found", async () => {
    expect(JSON.stringify(sown)).toContain(canary);
    const { logs: entries, resources, proxies } = await source.read(question);
    expect(proxies?.flatMap(({ held }) => held?.rejected ?? []).length ?? 0).toBe(
      name === "a cluster with its proxies" ? 4 : 0,
    );
    expect(entries.length).toBeGreaterThan(0);
    expect(resources.Pod?.length ?? 0).toBeGreaterThan(0);
  });

  test("what is held of a cluster holds none", async () => {
    const [one, all] = [await source.read(question), await source.read(everywhere)];
    expectNoCanary(JSON.stringify([one, all]), "snapshot");
  });

  test("no answer holds one, in whatever form", async () => {
    const diagnosis = await diagnose(question, whyPlaybook, source);
    expect(diagnosis.verdict).toBe("broken");
    const snapshot = await source.read(everywhere);
    const { everywhere: _, ...scope } = everywhere;
    const pairs = health(snapshot, whyPlaybook, scope, { most: 50 });
    const context = { cluster: "prod", answerId: "a1", warnings: [], visibleTo: "channel", canEscalate: true } as const;
    const forms: Readonly<Record<string, string>> = {
      json: jsonText(diagnosis),
      text: toText(diagnosis, { details: true }),
      brief: toText(diagnosis),
      markdown: toMarkdown(diagnosis),
      slack: JSON.stringify(diagnosisMessage(diagnosis, context)),
      path: JSON.stringify(pathMessage(diagnosis, context)),
      health: healthJsonText(pairs),
      who: whoJsonText(who(snapshot, { of: "payment" })),
    };
    for (const [form, text] of Object.entries(forms)) {
      expect(text.length).toBeGreaterThan(100);
      expectNoCanary(text, form);
    }
  });

  test("no comparison holds one", async () => {
    const snapshot = await source.read(question);
    const diagnosis = await diagnose(question, whyPlaybook, source);
    const nothing = { diagnosis, resources: {} };
    for (const diff of [
      diffOf(nothing, { diagnosis, resources: snapshot.resources }),
      diffOf({ diagnosis, resources: snapshot.resources }, nothing),
    ]) {
      expectNoCanary(diffJsonText(diff), "diff as JSON");
      expectNoCanary(pageText(diffPage(diff, { details: true })), "diff as text");
    }
    expect(createMesh(snapshot).all("Pod").length).toBeGreaterThan(0);
  });

  test("no file of a snapshot holds one, nor what is answered from it", async () => {
    for (const [index, wanted] of [question, everywhere].entries()) {
      const path = join(scratch, `${name}-${index}`);
      saveSnapshot(path, snapshotFiles(await source.read(wanted), wanted), { force: false });
      const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(files.some((entry) => entry.name.endsWith(".log")) || index > 0).toBe(true);
      for (const entry of files) {
        expectNoCanary(entry.name, "name of a file");
        expectNoCanary(readFileSync(join(entry.parentPath, entry.name), "utf8"), join(entry.parentPath, entry.name));
      }
      for (const output of ["text", "json", "markdown"]) {
        const words = ["why", "checkout", "payment", "-r", "POST /charge", "-dv", "-o", output, "-s", path];
        const { stdout, stderr } = await mesh(words);
        expectNoCanary(stdout + stderr, output);
      }
    }
  });
});
