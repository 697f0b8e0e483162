import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { excerptFrom } from "../../src/diagnose/excerpt/excerpt-from.ts";
import { excerptOf } from "../../src/diagnose/excerpt/excerpt-of.ts";
import { toResource } from "../../src/kinds/to-resource.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import type { Json } from "../../src/model/json.ts";
import { path } from "../../src/model/path.ts";
import type { AnyResource } from "../../src/model/resource-kinds.ts";
import { runs } from "../support/runs.ts";
import { snapshotOf } from "../support/snapshot.ts";
import { untruth } from "./excerpt-laws.ts";

type RawObject = { readonly [key: string]: Json };

const groups: Readonly<Record<string, string>> = {
  VirtualService: "networking.istio.io/v1",
  DestinationRule: "networking.istio.io/v1",
  AuthorizationPolicy: "security.istio.io/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  Deployment: "apps/v1",
};

function raw(kind: string, rest: RawObject, metadata: RawObject = {}): RawObject {
  return { apiVersion: groups[kind] ?? "v1", kind, metadata: { name: "a", namespace: "shop", ...metadata }, ...rest };
}

function read(object: RawObject): AnyResource {
  const resource = toResource(object)?.resource;
  if (resource === undefined) throw new Error(`Cannot read the ${String(object.kind)}`);
  return resource;
}

/** The lines; `>` before the one that is marked. */
function lines(object: RawObject, field: string): string[] | undefined {
  return excerptOf(read(object), field)?.map(({ text, marked }) => `${marked ? ">" : " "}${text}`);
}

const head = [" metadata:", "   name: a", "   namespace: shop"];
const many = Array.from({ length: 40 }, (_, index) => `host-${index}`);
const route = (subset: string) => ({ route: [{ destination: { host: "payment", subset } }] });
const policy = (rules: Json) => raw("AuthorizationPolicy", { spec: { action: "DENY", rules } });
const application = { name: "app", image: "shop/app:1", env: [{ name: "PASSWORD", value: "hunter2" }] };
const deployment = (spec: RawObject, metadata: RawObject = {}) =>
  raw("Deployment", { spec: { selector: { matchLabels: { app: "a" } }, template: { metadata, spec } } });

describe("excerptOf()", () => {
  test.each<[string, RawObject, string, string[]]>([
    [
      "leads to a value with its neighbours, and counts what stands beside it in lists",
      raw("VirtualService", { spec: { hosts: ["payment"], http: [route("v1"), route("v3"), route("v2")] } }),
      "spec.http[1].route[0].destination.subset",
      [
        ...head,
        " spec:",
        "   http:  # … 1 before, 1 after",
        "   - route:",
        "     - destination:",
        "         host: payment",
        ">        subset: v3",
      ],
    ],
    [
      "shows the nearest entries of a long list, and counts the others",
      raw("VirtualService", { spec: { hosts: many } }),
      "spec.hosts[20]",
      [
        ...head,
        " spec:",
        "   hosts:",
        "   # … 18 before",
        "   - host-18",
        "   - host-19",
        ">  - host-20",
        "   - host-21",
        "   - host-22",
        "   # … 17 after",
      ],
    ],
    [
      "shows the first entries of a long list, and counts the others",
      raw("VirtualService", { spec: { hosts: many } }),
      "spec.hosts",
      [...head, " spec:", ">  hosts:", ...many.slice(0, 6).map((host) => `   - ${host}`), "   # … 34 more"],
    ],
    [
      "shortens a long value, and says by how much",
      raw("VirtualService", { spec: { hosts: ["x".repeat(114)] } }),
      "spec.hosts[0]",
      [...head, " spec:", "   hosts:", `>  - ${"x".repeat(100)}…  # … 14 more`],
    ],
    [
      "says in its place among its neighbours that a field is not there",
      raw("NetworkPolicy", { spec: { podSelector: {}, policyTypes: ["Ingress"] } }),
      "spec.ingress",
      [...head, " spec:", ">  # ingress is not set", "   podSelector: {}", "   policyTypes:", "   - Ingress"],
    ],
    [
      "says so of a field whose parents are not there either",
      raw("DestinationRule", { spec: { host: "payment", trafficPolicy: { loadBalancer: { simple: "RANDOM" } } } }),
      "spec.trafficPolicy.tls.mode",
      [
        ...head,
        " spec:",
        "   trafficPolicy:",
        "     loadBalancer:",
        "       simple: RANDOM",
        ">    # tls.mode is not set",
      ],
    ],
    [
      "says so of labels and annotations, which every resource has",
      raw("Service", { spec: { ports: [{ port: 80 }] } }),
      'metadata.annotations["networking.istio.io/exportTo"]',
      [" metadata:", '>  # annotations["networking.istio.io/exportTo"] is not set', "   name: a", "   namespace: shop"],
    ],
    [
      "does not claim an empty spec that may not be there",
      raw("AuthorizationPolicy", {}),
      "spec",
      [...head, "># spec is empty or not set"],
    ],
    [
      "shows what an empty rule looks like, and what it is for",
      policy([{}, { to: [{ operation: { methods: ["GET"] } }] }]),
      "spec.rules[0]",
      [...head, " spec:", "   action: DENY", "   rules:", ">  - {}", "   - to:", "     # …"],
    ],
    [
      "tells conditions apart by their key",
      policy([{ when: [{ key: "request.headers[x-tenant]", values: ["acme"] }] }]),
      "spec.rules[0].when[0].values[0]",
      [
        ...head,
        " spec:",
        "   action: DENY",
        "   rules:",
        "   - when:",
        "     - key: request.headers[x-tenant]",
        "       values:",
        ">      - acme",
      ],
    ],
    [
      "tells containers apart by their name, and holds no variable of theirs",
      deployment({ containers: [application, { ...application, securityContext: { runAsUser: 1337 } }] }),
      "spec.template.spec.containers[1].securityContext.runAsUser",
      [
        ...head,
        " spec:",
        "   template:",
        "     spec:",
        "       containers:  # … 1 before",
        "       - name: app",
        "         securityContext:",
        ">          runAsUser: 1337",
      ],
    ],
    [
      "does not call a map empty of which not all is kept",
      deployment({ hostNetwork: true, securityContext: { fsGroup: 1 }, containers: [application] }),
      "spec.template.spec.hostNetwork",
      [
        ...head,
        " spec:",
        "   template:",
        "     spec:",
        "       containers:",
        "       - image: shop/app:1",
        "         name: app",
        ">      hostNetwork: true",
        "       securityContext: # …",
      ],
    ],
    [
      "shows no credential that a route writes, nor that it does not keep it",
      raw("VirtualService", {
        spec: {
          hosts: ["payment"],
          http: [{ ...route("v1"), headers: { request: { set: { authorization: "Bearer abc", "x-a": "1" } } } }],
        },
      }),
      'spec.http[0].headers.request.set["x-a"]',
      [
        ...head,
        " spec:",
        "   http:",
        "   - headers:",
        "       request:",
        "         set:",
        "           authorization: # …",
        '>          x-a: "1"',
      ],
    ],
    [
      "shows no configuration of the proxy that is kept in part",
      deployment(
        { containers: [application] },
        { annotations: { "proxy.istio.io/config": "proxyMetadata: {TOKEN: abc}", "sidecar.istio.io/inject": "false" } },
      ),
      'spec.template.metadata.annotations["sidecar.istio.io/inject"]',
      [
        ...head,
        " spec:",
        "   template:",
        "     metadata:",
        "       annotations:",
        "         proxy.istio.io/config:  # …",
        '>        sidecar.istio.io/inject: "false"',
      ],
    ],
    [
      "shows the mesh configuration as the text that a ConfigMap holds",
      raw("ConfigMap", { data: { mesh: "enableAutoMtls: false\ntrustDomain: x" } }, { name: "istio" }),
      "mesh.enableAutoMtls",
      [
        " data:",
        "   mesh: |",
        ">    enableAutoMtls: false",
        "     trustDomain: x",
        " metadata:",
        "   name: istio",
        "   namespace: shop",
      ],
    ],
  ])("%s", (_, object, field, expected) => {
    expect(lines(object, field)).toEqual(expected);
  });

  test.each<[string, RawObject, string]>([
    ["no field", raw("Service", { spec: { ports: [] } }), ""],
    ["a Secret's values", raw("Secret", { data: { "tls.key": "c2VjcmV0" } }), "keys[0]"],
    ["a container's variables", deployment({ containers: [application] }), "spec.template.spec.containers[0].env[0]"],
  ])("shows nothing of %s", (_, object, field) => {
    expect(lines(object, field)).toBeUndefined();
  });

  it("shows the same lines whatever the order of keys in a file", () => {
    const one = raw("DestinationRule", { spec: { host: "a", exportTo: ["."] } });
    const other = raw("DestinationRule", { spec: { exportTo: ["."], host: "a" } });
    expect(lines(one, "spec.host")).toEqual(lines(other, "spec.host"));
  });

  it("holds only lines of the object, whatever it holds and whichever field is meant", () => {
    const key = fc.oneof(fc.constantFrom("name", "key", "a", "b", "n2", "n10", "x.y/z", "no", "# c"), fc.string());
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom("- a", "a: b", "# c", "\u202e", "\u0000"),
    );
    const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "medium" },
        scalar,
        fc.array(tie("tree"), { minLength: 1, maxLength: 9 }),
        fc.dictionary(key.filter(isOrdinary), tie("tree"), { minKeys: 1, maxKeys: 6 }),
      ),
    }));
    const step = fc.tuple(fc.nat(), fc.boolean());
    fc.assert(
      fc.property(tree, fc.array(step, { maxLength: 7 }), (consistentHash, steps) => {
        const spec = { host: "a", trafficPolicy: { loadBalancer: { consistentHash: { hash: consistentHash } } } };
        const object = raw("DestinationRule", { spec });
        const way = [
          "spec",
          "trafficPolicy",
          "loadBalancer",
          "consistentHash",
          "hash",
          ...wayInto(consistentHash, steps),
        ];
        const excerpt = excerptOf(read(object), path(...way)) ?? [];
        expect(excerpt.length).toBeGreaterThan(0);
        expect(excerpt.length).toBeLessThanOrEqual(12);
        expect(excerpt.filter(({ marked }) => marked)).toHaveLength(1);
        if (!excerpt.some(({ text }) => /^ *# …$/.test(text))) expect(untruth(excerpt, object)).toBe("");
      }),
      runs(300),
    );
  });
});

/** Keys that have a meaning of their own are tried above. */
function isOrdinary(key: string): boolean {
  return !["env", "managedFields", "namespace", "__proto__", "after"].includes(key);
}

function wayInto(value: Json, steps: readonly (readonly [number, boolean])[]): (string | number)[] {
  const [first, ...others] = steps;
  if (first === undefined || value === null || typeof value !== "object") return [];
  const [nth, isThere] = first;
  const keys = Object.keys(value);
  const key = keys[nth % keys.length] ?? "";
  if (!isThere) return [Array.isArray(value) ? keys.length : "missing"];
  const child = (value as { readonly [key: string]: Json })[key] ?? null;
  return [Array.isArray(value) ? Number(key) : key, ...wayInto(child, others)];
}

describe("excerptFrom()", () => {
  const mesh = createMesh(snapshotOf([raw("Service", { spec: { ports: [{ port: 80 }] } }) as never]));
  const service = mesh.get("Service", "shop", "a") as AnyResource;
  const spot = { ref: { apiVersion: "v1", kind: "Service", namespace: "shop", name: "a" }, path: "spec.ports[0].port" };

  it("shows an object of which a mended copy changes something else", () => {
    const other = { kind: "Pod" as const, namespace: "shop", name: "b", resource: undefined };
    expect(excerptFrom(mesh, mesh.with([other]), spot)).toEqual(excerptOf(service, spot.path));
  });

  it("shows nothing of an object that the fix before has changed, nor of one that was not read", () => {
    const changed = { kind: "Service" as const, namespace: "shop", name: "a", resource: { ...service } as never };
    expect(excerptFrom(mesh, mesh.with([changed]), spot)).toBeUndefined();
    expect(excerptFrom(mesh, mesh, { ...spot, ref: { ...spot.ref, name: "b" } })).toBeUndefined();
    expect(excerptFrom(mesh, mesh, { ...spot, ref: { ...spot.ref, kind: "Unknown" } })).toBeUndefined();
  });
});
