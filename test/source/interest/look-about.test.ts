/** What is read for questions about many pairs. */
import { describe, expect, test } from "vitest";
import { toResource } from "../../../src/kinds/to-resource.ts";
import type { AnyResource, Kind } from "../../../src/model/resource-kinds.ts";
import type { Scope } from "../../../src/model/scope.ts";
import type { Resources } from "../../../src/model/snapshot.ts";
import { fileSource } from "../../../src/source/files/file-source.ts";
import { headOf } from "../../../src/source/files/head-of.ts";
import { lookAbout } from "../../../src/source/interest/look-about.ts";
import { folder } from "../files/folder.ts";

const istio = "networking.istio.io/v1";

function object(apiVersion: string, kind: string, of: string, members: object = {}, labels: object = {}) {
  const [namespace, name] = of.split("/");
  return { apiVersion, kind, metadata: { name, namespace, labels }, ...members };
}

const service = (of: string) => object("v1", "Service", of, { spec: { selector: { app: "any" } } });
const pod = (of: string, labels: object = {}) => object("v1", "Pod", of, { spec: { containers: [] } }, labels);
const policy = (of: string, source: object) =>
  object("security.istio.io/v1", "AuthorizationPolicy", of, { spec: { rules: [{ from: [{ source }] }] } });

/** The namespaces of interest besides `istio-system`. */
function places(scope: Partial<Scope>, objects: readonly object[]): readonly string[] | "all" {
  const look = lookAbout({ of: [], namespaces: [], pairs: [], ...scope });
  const resources: { [K in Kind]?: AnyResource[] } = {};
  const here = ["shop/payment", "bank/ledger", "tools/x", "web/front", "edge/gate"].map(service);
  for (const raw of [...here, ...objects]) {
    const head = headOf(raw as never);
    if (head !== undefined) look.roll.note(head);
    const converted = toResource(raw);
    if (converted?.resource === undefined) continue;
    resources[converted.kind] = [...(resources[converted.kind] ?? []), converted.resource];
  }
  const found = look.interest(resources as Resources);
  return found === "all" ? "all" : [...found].filter((name) => name !== "istio-system").sort();
}

describe("of a snapshot that is big", () => {
  test.each<[string, Partial<Scope>, readonly object[], readonly string[] | "all"]>([
    ["a service's namespace", { of: ["payment"] }, [], ["shop"]],
    ["a service in a namespace that is named", { of: ["shop/payment"] }, [], ["shop"]],
    ["a namespace", { of: ["shop"] }, [], ["shop"]],
    ["ns/name", { of: ["ns/shop"] }, [], ["shop"]],
    ["namespaces", { namespaces: ["shop", "bank"] }, [], ["bank", "shop"]],
    ["a pair", { pairs: [{ from: "web/front", to: "shop/payment" }] }, [], ["shop", "web"]],
    ["a pair whose caller is nobody", { pairs: [{ from: "ghost", to: "payment" }] }, [], []],
    ["an address", { pairs: [{ from: "10.0.0.1", to: "payment" }] }, [], "all"],
    [
      "where routes of a namespace lead",
      { of: ["ns/shop"] },
      [
        object(istio, "VirtualService", "tools/r", {
          spec: {
            hosts: ["payment.shop.svc.cluster.local"],
            http: [{ route: [{ destination: { host: "ledger.bank.svc.cluster.local" } }] }],
          },
        }),
      ],
      ["bank", "shop"],
    ],
    [
      "where other names in a namespace lead",
      { namespaces: ["shop"] },
      [
        object("v1", "Service", "shop/alias", {
          spec: { type: "ExternalName", externalName: "ledger.bank.svc.cluster.local" },
        }),
      ],
      ["bank", "shop"],
    ],
    [
      "callers that a policy there names",
      { of: ["payment"] },
      [
        policy("shop/a", { principals: ["cluster.local/ns/web/sa/front"] }),
        policy("shop/b", { namespaces: ["tools"] }),
        policy("bank/c", { namespaces: ["edge"] }),
      ],
      ["shop", "tools", "web"],
    ],
    [
      "callers by service account",
      { of: ["payment"] },
      [policy("shop/a", { serviceAccounts: ["bank/ledger", "own"] })],
      ["bank", "shop"],
    ],
    [
      "Sidecars that name it",
      { of: ["payment"] },
      [object(istio, "Sidecar", "bank/x", { spec: { egress: [{ hosts: ["shop/payment.shop.svc.cluster.local"] }] } })],
      ["bank", "shop"],
    ],
    [
      "not Sidecars that see everything",
      { of: ["payment"] },
      [object(istio, "Sidecar", "bank/x", { spec: { egress: [{ hosts: ["shop/*"] }] } })],
      ["shop"],
    ],
    [
      "gateways",
      { namespaces: ["shop"] },
      [
        pod("edge/gate-1", { istio: "gate" }),
        object(istio, "Gateway", "shop/g", { spec: { selector: { istio: "gate" }, servers: [] } }),
      ],
      ["edge", "shop"],
    ],
  ])("%s", (_, scope, objects, expected) => {
    expect(places(scope, objects)).toEqual(expected);
  });
});

test("a snapshot that is not big is read whole, callers elsewhere included", async () => {
  const path = folder({
    "a.json": JSON.stringify({ kind: "List", apiVersion: "v1", items: [service("shop/payment"), pod("far/away-1")] }),
  });
  const { resources, assumptions } = await fileSource({ paths: [path] }).read({
    of: ["payment"],
    namespaces: [],
    pairs: [],
  });
  expect(resources.Pod?.map(({ metadata }) => metadata.namespace)).toEqual(["far"]);
  expect(assumptions.filter(({ what }) => what.includes("big"))).toEqual([]);
});
