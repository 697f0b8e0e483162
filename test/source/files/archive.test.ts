/** Tar archives, and what `istioctl bug-report` writes, as snapshots. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { diagnose } from "../../../src/diagnose/diagnose.ts";
import { questionFrom } from "../../../src/faces/question/question-from.ts";
import type { Diagnosis } from "../../../src/model/diagnosis.ts";
import { MeshError } from "../../../src/model/mesh-error.ts";
import { fileSource } from "../../../src/source/files/file-source.ts";
import { asked, stories } from "../../support/folders.ts";
import { readKubeFolders } from "../../support/kube/read-kube-folders.ts";
import type { RawObject } from "../../support/snapshot.ts";
import { packedTarOf, tarEntry, tarOf } from "../../support/tar.ts";
import { whyPlaybook } from "../../support/why.ts";
import { folder } from "./folder.ts";

const shop = new URL("../../../examples/shop/", import.meta.url).pathname;
const istioctlLine = "========= Previous log present (appended at the end) =========\n\n";

/** Kinds that `kubectl get all,namespaces,…` prints; custom resources stand apart, others are not fetched. */
const fetched = new Set([
  ...["Pod", "Service", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Namespace"],
  ...["Ingress", "EndpointSlice", "ConfigMap", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
]);

/** A bug report of a mesh that lies in folders, by the names that istioctl gives its files. */
function bugReportOf(...paths: readonly string[]): Record<string, string> {
  const { objects, logs } = readKubeFolders(paths);
  const list = (items: readonly RawObject[]): string => stringify({ apiVersion: "v1", items, kind: "List" });
  const custom = objects.filter(({ apiVersion }) => /(?:istio|gateway\.networking\.k8s)\.io\//.test(apiVersion));
  return {
    "bug-report/versions": "CLI version: version.BuildInfo{…}\n",
    "bug-report/analyze/all/all": "Info [IST0102] …\n",
    "bug-report/cluster/cluster-context": "prod\nhttps://192.0.2.1\n",
    "bug-report/cluster/k8s-resources": list(
      objects.filter(({ kind, apiVersion }) => fetched.has(kind) && !apiVersion.includes("istio.io")),
    ),
    "bug-report/cluster/crs": list(custom),
    "bug-report/cluster/events": "NAMESPACE  LAST SEEN\nshop  1m\n",
    "bug-report/cluster/secrets": "NAMESPACE  NAME  TYPE  DATA  AGE\nshop  payment  Opaque  1  2d\n",
    ...Object.fromEntries(
      Object.entries(logs).map(([pod, text]) => [`bug-report/proxies/${pod}.log`, `${istioctlLine}${String(text)}`]),
    ),
    "bug-report/proxies/shop/payment-x/config_dump?include_eds=true": "{}",
    "bug-report/istio/istio-system/istiod-x/discovery.log": "info\tstarted\n",
  };
}

async function why(paths: readonly string[], words: Parameters<typeof asked>[0]): Promise<Diagnosis> {
  return diagnose(questionFrom(asked(words)), whyPlaybook, fileSource({ paths }));
}

async function refusal(path: string): Promise<unknown> {
  const error: unknown = await fileSource({ paths: [path] })
    .read(questionFrom(asked({ from: "checkout", to: "payment" })))
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof MeshError)) return error;
  return { code: error.code, message: error.message.replace(path, "PATH") };
}

const service = "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: x}\nspec: {ports: [{port: 80}]}\n";
const everyService = { everywhere: true, of: [], namespaces: [], pairs: [] } as const;

describe("a bug report of istioctl", () => {
  const told = stories.filter(({ expect: { culprit } }) => culprit !== null);
  test.each(told.map((story) => [story.name, story] as const))("finds the culprit of %s", async (name, { ask }) => {
    const paths = [join(shop, "base"), join(shop, "overlays", name)];
    const files = bugReportOf(...paths);
    const archive = join(folder({ "bug-report.tar.gz": packedTarOf(files) }), "bug-report.tar.gz");
    const [packed, unpacked, plain] = [
      await why([archive], ask),
      await why([folder(files)], ask),
      await why(paths, ask),
    ];
    const { file: _, line: __, ...culprit } = plain.culprit ?? { file: "", line: 0 };
    // What is not in such a report cannot be to blame.
    if (["NetworkPolicy"].includes(plain.culprit?.kind ?? "")) return;
    expect(packed.culprit).toMatchObject(culprit);
    expect(unpacked.culprit).toEqual(packed.culprit);
  });

  test("names what it lacks, and takes it from beside", async () => {
    const files = bugReportOf(join(shop, "base"));
    const ask = { from: "checkout", to: "payment" };
    const policies = folder({
      "policies.yaml":
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: other, namespace: other}\nspec: {podSelector: {}}\n",
    });
    const whats = ({ gaps }: Diagnosis): readonly string[] => gaps.map(({ what }) => what);
    expect(whats(await why([folder(files)], ask))).toEqual(["NetworkPolicies", "Nodes", "ServiceAccounts"]);
    expect(whats(await why([folder(files), policies], ask))).toEqual(["Nodes", "ServiceAccounts"]);
  });

  test("reads the proxies' logs", async () => {
    const files = bugReportOf(join(shop, "base"));
    const snapshot = await fileSource({ paths: [folder(files)] }).read(
      questionFrom(asked({ from: "checkout", to: "payment" })),
    );
    const plain = await fileSource({ paths: [join(shop, "base")] }).read(
      questionFrom(asked({ from: "checkout", to: "payment" })),
    );
    expect(snapshot.loggedPods).toEqual(plain.loggedPods);
    expect(snapshot.logs.map(({ line }) => line)).toEqual(plain.logs.map(({ line }) => line));
  });

  test.each(["bug-report/cluster/crs"])("without %s says that Istio's configuration is unknown", async (name) => {
    const { [name]: _, ...files } = bugReportOf(join(shop, "base"));
    const { verdict, gaps } = await why([folder(files)], { from: "checkout", to: "payment" });
    expect(verdict).toBe("unknown");
    expect(gaps.map(({ what }) => what)).toContain("virtualservices.networking.istio.io");
  });

  test("with Secrets in full keeps the names of their keys alone", async () => {
    const files = {
      ...bugReportOf(join(shop, "base")),
      "bug-report/cluster/secrets": `apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: tls, namespace: shop}\n  data: {tls.key: c2VjcmV0}\nkind: List\n`,
    };
    const { resources } = await fileSource({ paths: [folder(files)] }).read(everyService);
    expect(resources.Secret).toMatchObject([{ keys: ["tls.key"] }]);
    expect(JSON.stringify(resources)).not.toContain("c2VjcmV0");
  });
});

describe("a tar archive", () => {
  const long = `${"deep/".repeat(24)}a.yaml`;
  test.each<[string, Buffer]>([
    ["packed", packedTarOf({ "./dump/a.yaml": service })],
    ["not packed", tarOf({ "dump/a.yaml": service })],
    ["with long names of pax", packedTarOf({ [long]: service }, "pax")],
    ["with long names of GNU tar", packedTarOf({ [long]: service }, "gnu")],
    ["with long names of ustar", packedTarOf({ [long]: service }, "ustar")],
    [
      "with folders, links and other files",
      gzipSync(
        Buffer.concat([
          ...tarEntry("dump/", Buffer.alloc(0), "5"),
          ...tarEntry("dump/b.yaml", Buffer.alloc(0), "2"),
          tarOf({ "dump/core": Buffer.alloc(2000, 1), "dump/a.yaml": service }),
        ]),
      ),
    ],
  ])("%s is read", async (_, bytes) => {
    const path = join(folder({ "dump.tgz": bytes }), "dump.tgz");
    const { resources, gaps } = await fileSource({ paths: [path] }).read(everyService);
    expect(resources.Service?.map(({ metadata }) => metadata.name)).toEqual(["a"]);
    expect(gaps.map(({ what }) => what)).toEqual(["Pods", "Secrets", "MutatingWebhookConfigurations"]);
  });

  test("does not reach beyond itself", async () => {
    const path = join(
      folder({ "dump.tgz": packedTarOf({ "../../a.yaml": service, "b/../c.yaml": service }) }),
      "dump.tgz",
    );
    expect(await refusal(path)).toMatchObject({ code: "EMPTY_INPUT" });
  });

  const whole = packedTarOf({ "a.yaml": service, "b.yaml": service.repeat(2000) });
  const plain = tarOf({ "a.yaml": service });
  test.each<[string, Buffer, string]>([
    ["that ends too early", whole.subarray(0, whole.length - 40), "the archive ends too early"],
    ["that ends within a file", gzipSync(plain.subarray(0, 600)), "the archive ends too early"],
    ["without an end", gzipSync(plain.subarray(0, 1024)), "the archive ends too early"],
    [
      "of which packing is damaged",
      Buffer.concat([whole.subarray(0, 60), Buffer.alloc(60, 7), whole.subarray(120)]),
      "it is packed, but damaged or no archive",
    ],
    ["that is packed text", gzipSync(Buffer.from(service.repeat(50))), "it is no tar archive, or a damaged one"],
    [
      "whose header is damaged",
      gzipSync(Buffer.concat([Buffer.from("x"), plain.subarray(1)])),
      "it is no tar archive, or a damaged one",
    ],
  ])("%s is refused", async (_, bytes, why) => {
    const path = join(folder({ "dump.tar.gz": bytes }), "dump.tar.gz");
    expect(await refusal(path)).toEqual({ code: "UNREADABLE_INPUT", message: `Cannot read "PATH": ${why}` });
  });

  test("of a folder reads as the folder", async () => {
    const { objects, logs } = readKubeFolders([join(shop, "base")]);
    const files = {
      "base/all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
      ...Object.fromEntries(Object.entries(logs).map(([pod, text]) => [`base/logs/${pod}.log`, String(text)])),
    };
    const ask = { from: "checkout", to: "payment" };
    const path = join(folder({ "base.tar.gz": packedTarOf(files) }), "base.tar.gz");
    expect(await why([path], ask)).toEqual(await why([folder(files)], ask));
    expect(readFileSync(path).length).toBeGreaterThan(0);
  });
});
