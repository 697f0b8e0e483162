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
import { sourceOf } from "../support/kube/cluster-of.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { speakingProxies } from "../support/kube/speaking-proxies.ts";
import type { RawObject } from "../support/snapshot.ts";
import { whyPlaybook } from "../support/why.ts";
import { contractClusters } from "./contract-clusters.ts";

const canary = "c4n4ryS3cret";
const encoded = Buffer.from(canary).toString("base64");
const shop = new URL("../../examples/shop/", import.meta.url).pathname;
const at = "2026-05-04T10:30:00Z";

type Plain = { [key: string]: unknown };

/** A secret of its own at every place, so that a failure says which. */
function seeds(): { at(place: string): string } {
  let count = 0;
  return {
    at: (place) => {
      count += 1;
      return `${canary}-${place}-${count}`;
    },
  };
}

const { at: secret } = seeds();

/** The same object with secrets wherever there is room for some. */
function seeded(object: RawObject): RawObject {
  const copy = structuredClone(object) as unknown as Plain;
  annotate(copy);
  copy.unknown = { field: secret("unknown-field") };
  if (isPlain(copy.spec)) copy.spec.unknownField = secret("unknown-field-of-spec");
  for (const spec of podSpecsIn(copy)) seedPodSpec(spec);
  if (copy.kind === "ConfigMap" && isPlain(copy.data)) copy.data["other.yaml"] = secret("other-key-of-a-config-map");
  if (copy.kind === "VirtualService") seedHeaders(copy);
  return copy as unknown as RawObject;
}

function annotate(object: Plain): void {
  if (!isPlain(object.metadata)) return;
  const given = isPlain(object.metadata.annotations) ? object.metadata.annotations : {};
  object.metadata.annotations = {
    ...given,
    "example.com/token": secret("annotation"),
    "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ password: secret("last-applied") }),
  };
}

function podSpecsIn(object: Plain): readonly Plain[] {
  if (object.kind === "Pod") return isPlain(object.spec) ? [object.spec] : [];
  const template = isPlain(object.spec) ? object.spec.template : undefined;
  if (!isPlain(template) || !isPlain(template.spec)) return [];
  annotate(template);
  return [template.spec];
}

const ofIstio = new Set(["istio-proxy", "istio-init", "discovery"]);

function seedPodSpec(spec: Plain): void {
  spec.imagePullSecrets = [{ name: secret("pull-secret") }];
  spec.volumes = [{ name: "v", secret: { secretName: secret("volume") } }];
  for (const list of [spec.containers, spec.initContainers]) {
    for (const container of (list ?? []) as Plain[]) {
      const env = (container.env ?? []) as readonly unknown[];
      container.env = [
        ...env,
        { name: "PASSWORD", value: secret("env") },
        { name: "ISTIO_META_X", value: secret("env") },
      ];
      container.command = ["/run", secret("command")];
      container.livenessProbe = {
        httpGet: { path: "/", httpHeaders: [{ name: "authorization", value: secret("probe") }] },
      };
      container.lifecycle = { preStop: { exec: { command: [secret("lifecycle")] } } };
      if (!ofIstio.has(String(container.name))) container.args = ["--password", secret("argument")];
    }
  }
}

function seedHeaders({ spec }: Plain): void {
  for (const route of ((spec as Plain).http ?? []) as Plain[])
    route.headers = {
      request: { set: { authorization: `Bearer ${secret("header-to-set")}`, cookie: secret("cookie-to-set") } },
    };
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const secrets = [
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "shop-tls", namespace: "istio-system" },
    type: "kubernetes.io/tls",
    data: { "tls.key": encoded, "tls.crt": encoded },
    stringData: { other: secret("secret-text") },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app", namespace: "shop" },
    data: { password: secret("config-map") },
  },
] as unknown as readonly RawObject[];

/** A proxy's log with credentials in every place that a line has for some. */
function seededLog(text: string): string {
  const lines = text.split("\n");
  const first = lines.find((line) => line.includes('"')) ?? "";
  const start = /\[([^\]]+)\]/.exec(first)?.[1] ?? at;
  const json = {
    start_time: start,
    method: "POST",
    path: `/charge?api_key=${secret("json-path")}`,
    authority: `me:${secret("json-authority")}@payment:8080`.replace(/^/, "http://"),
    response_code: 403,
    response_flags: "-",
    upstream_cluster: "outbound|8080||payment.shop.svc.cluster.local",
    authorization: `Bearer ${secret("json-authorization")}`,
    cookie: `session=${secret("json-cookie")}`,
    "set-cookie": `session=${secret("json-set-cookie")}`,
  };
  return [
    `2026-11-20T14:00:00.000000Z debug envoy http 'authorization', 'Bearer ${secret("debug")}' 'cookie', '${secret("debug")}'`,
    ...lines.map((line) => line.replace(/(POST|GET) (\/[^ "?]*)/, `$1 $2?access_token=${secret("path")}`)),
    first.replace(/"(POST|GET) [^"]*"/, `"GET http://me:${secret("user-info")}@payment:8080/charge HTTP/1.1"`),
    first.replace(/"(POST|GET) ([^ ]+)/, `"$1 $2?authorization=Bearer%20${secret("bearer")}`),
    JSON.stringify(json),
    "",
  ].join("\n");
}

const scratch = mkdtempSync(join(tmpdir(), "meshwhy-canaries-"));
const clusters = contractClusters(at);
afterAll(async () => {
  await clusters.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const { objects, logs } = readKubeFolders([join(shop, "base"), join(shop, "overlays", "two-faults")]);
const sown = [...objects.map(seeded), ...secrets];
const sownLogs = Object.fromEntries(Object.entries(logs).map(([pod, text]) => [pod, seededLog(String(text))]));

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

function expectNoCanary(text: string, place: string): void {
  const bare = text.replaceAll(/[\s│]+/g, "");
  const found = [...bare.matchAll(/c4n4ryS3cret[\w-]*/g)].map(([whole]) => whole);
  const decoded = bare.includes(encoded.slice(0, 12)) ? [encoded] : [];
  expect({ place, found: [...new Set([...found, ...decoded])].slice(0, 5) }).toEqual({ place, found: [] });
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
