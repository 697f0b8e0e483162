import { afterEach, beforeEach, expect, it } from "vitest";
import type { KubeApi } from "../../../src/source/cluster/kube-api.ts";
import { type Reader, reader } from "../../../src/source/cluster/reader.ts";
import { clientOf, connectionTo, json, type ScriptedApi, scriptedApi, status } from "./scripted-api.ts";

let server: ScriptedApi;
let api: KubeApi;
let kube: Reader;

beforeEach(async () => {
  server = await scriptedApi();
  api = clientOf(connectionTo(server.url, { ca: server.ca }));
  kube = reader({ api, signal: AbortSignal.timeout(5000), namespaces: () => [], onRead: () => undefined });
});
afterEach(async () => {
  await api.close();
  await server.stop();
});

it("gives the same object until something new is read, so that what is worked out of it is worked out once", async () => {
  server.will((request, response) => {
    const isNamespaces = request.url?.startsWith("/api/v1/namespaces?") === true;
    const names = isNamespaces ? ["shop", "bank"] : ["payment"];
    const metadata = (name: string): object => ({ name, ...(isNamespaces ? {} : { namespace: "shop" }) });
    json(response, { metadata: {}, items: names.map((name) => ({ metadata: metadata(name), spec: {} })) });
  });
  await kube.read([{ kind: "Namespace" }]);
  const first = kube.resources();
  expect(first.Namespace?.map(({ metadata }) => metadata.name)).toEqual(["bank", "shop"]);
  expect(kube.resources()).toBe(first);

  await kube.read([{ kind: "Namespace" }]);
  expect(kube.resources()).toBe(first);

  await kube.read([{ kind: "Service" }]);
  const second = kube.resources();
  expect(second).not.toBe(first);
  expect(Object.keys(second)).toEqual(["Namespace", "Service"]);
  expect(kube.resources()).toBe(second);

  server.will((_, response) => status(response, 403, "no"));
  await kube.read([{ kind: "Pod" }]);
  expect(kube.resources()).toBe(second);
  expect(kube.gaps.map(({ kind }) => kind)).toEqual(["Pod"]);
});
