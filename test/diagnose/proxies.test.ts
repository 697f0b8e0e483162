/** What is made of what proxies say of themselves: what is compared, what is left alone, and what may settle. */
import { describe, expect, it } from "vitest";
import { answer } from "../../src/diagnose/answer.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import type { HeldConfig, ProxyState } from "../../src/model/proxy-state.ts";
import { refText } from "../../src/model/ref.ts";
import { caseSnapshot } from "../checks/case-snapshot.ts";
import { parseCase } from "../checks/parse-case.ts";
import { whyPlaybook } from "../support/why.ts";

const host = "payment.shop.svc.cluster.local";
const cluster = `outbound|8080||${host}`;
const checkout = { namespace: "shop", name: "checkout-5c6d7-a1b2c" };
const payment = { namespace: "shop", name: "payment-v1-6d7e8-d3e4f" };
const bare: HeldConfig = { hosts: [host], rejected: [] };
const calling: HeldConfig = {
  ...bare,
  clusters: [{ name: cluster }],
  routes: [{ table: "8080", host, virtualServices: [], clusters: [cluster] }],
};

interface Asked {
  readonly objects?: string;
  readonly proxies?: readonly ProxyState[];
  readonly ask?: string;
}

function told({ objects = "", proxies, ask = 'shop/checkout shop/payment --request "GET /"' }: Asked): Diagnosis {
  const given = parseCase(`# a case\n# ask: ${ask}\n# expect: healthy\n# base: two-services\n${objects}`);
  const snapshot = caseSnapshot(given);
  return answer(given.question, whyPlaybook, proxies === undefined ? snapshot : { ...snapshot, proxies });
}

function step({ steps }: Diagnosis, check: string): string {
  const found = steps.find((one) => one.check === `proxy/${check}`);
  return found === undefined ? "not asked" : `${found.status}${found.reason === undefined ? "" : `: ${found.reason}`}`;
}

function findings(diagnosis: Diagnosis): readonly string[] {
  return diagnosis.findings
    .filter(({ check }) => check.startsWith("proxy/"))
    .map(({ severity, resource, summary }) => `${severity} ${refText(resource)}: ${summary}`);
}

function object(kind: string, name: string, spec: string, metadata = ""): string {
  const group = kind === "AuthorizationPolicy" || kind === "PeerAuthentication" ? "security" : "networking";
  return `---\napiVersion: ${group}.istio.io/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop, creationTimestamp: "2026-11-10T09:00:00Z"${metadata} }\nspec: ${spec}\n`;
}

const routes = (metadata = "") =>
  object(
    "VirtualService",
    "payment",
    "{ hosts: [payment], http: [{ route: [{ destination: { host: payment } }] }] }",
    metadata,
  );
const justNow = (text: string) => text.replace("2026-11-10T09:00:00Z", "2026-11-20T11:59:50Z");
const closed = object("AuthorizationPolicy", "closed", "{ action: DENY, rules: [{}] }");

describe("what was asked", () => {
  it("is nothing where nobody was to ask: there is no step", () => {
    const diagnosis = told({});
    expect(
      ["configuration-taken", "holds-configuration", "certificates-valid"].map((check) => step(diagnosis, check)),
    ).toEqual(["not asked", "not asked", "not asked"]);
  });

  it("is unknown where no proxy could be asked", () => {
    expect(step(told({ proxies: [] }), "holds-configuration")).toBe("unknown: no proxy of the pair could be asked");
  });

  it("is skipped where there is no proxy", () => {
    const plain = (name: string, app: string, ip: string) =>
      `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: { app: ${app}, version: v1 }, creationTimestamp: "2026-11-01T09:00:00Z" }\nspec: { containers: [{ name: app, image: x, ports: [{ containerPort: 8080 }] }] }\nstatus: { phase: Running, podIP: ${ip}, conditions: [{ type: Ready, status: "True" }] }\n`;
    const gone = `---\napiVersion: v1\nkind: Pod\nmetadata: { name: payment-v2-7e8f9-g5h6i, namespace: shop, annotations: { meshwhy/delete: "true" } }\n`;
    const objects = `${plain(checkout.name, "checkout", "10.244.0.10")}${plain(payment.name, "payment", "10.244.0.21")}${gone}`;
    expect(step(told({ objects, proxies: [] }), "holds-configuration")).toBe("skipped: neither end has a proxy");
  });

  it("is told of some only, and so not passed", () => {
    const sync = { connected: true, types: [] } as const;
    const proxies = [{ pod: checkout, sync, held: calling }, { pod: payment }];
    const diagnosis = told({ proxies });
    expect(step(diagnosis, "configuration-taken")).toBe("unknown: istiod could not be asked of 1 of 2 proxies");
    expect(step(diagnosis, "holds-configuration")).toBe("unknown: nothing of this pair was told by 1 of 2 proxies");
    expect(step(diagnosis, "certificates-valid")).toBe("unknown: no certificate was told by any proxy of the pair");
  });

  it("counts the proxies and the facts that agree", () => {
    const proxies = [{ pod: checkout, held: calling }];
    expect(step(told({ proxies }), "holds-configuration")).toBe("passed: 1 of 3 proxies agree, in 4 facts");
  });

  it("is nothing to pass for a host that the proxy was not asked for", () => {
    const proxies = [{ pod: checkout, held: { ...calling, hosts: ["other.shop.svc.cluster.local"], clusters: [] } }];
    expect(step(told({ proxies }), "holds-configuration")).toBe(
      "unknown: nothing that the proxies told can be compared with certainty",
    );
  });

  it.each([
    ["clusters", { ...calling, clusters: undefined }],
    ["anything", bare],
  ])("is no alarm where %s could not be read", (_, held) => {
    const { clusters, ...rest } = held;
    const proxies = [{ pod: checkout, held: clusters === undefined ? rest : { ...rest, clusters } }];
    expect(findings(told({ objects: routes(), proxies })).filter((text) => text.includes('cluster "'))).toEqual([]);
  });
});

describe("what may settle", () => {
  const lacking = { pod: checkout, held: { ...calling, clusters: [] } };

  it("is a note where something on the path changed in the last minute", () => {
    const diagnosis = told({ objects: justNow(routes()), proxies: [lacking] });
    expect(diagnosis.verdict).toBe("healthy");
    expect(findings(diagnosis)).toEqual([
      expect.stringMatching(
        /^info Deployment shop\/checkout: .*VirtualService shop\/payment changed 10 s ago, so this may settle/,
      ),
      expect.stringMatching(/^info VirtualService shop\/payment: .*so this may settle$/),
    ]);
    expect(step(diagnosis, "holds-configuration")).toBe(
      "unknown: VirtualService shop/payment changed 10 s ago: what differs may settle",
    );
  });

  it("is no note where it changed long ago", () => {
    expect(told({ proxies: [lacking] }).verdict).toBe("broken");
  });

  it("is a policy that was made just now and is not enforced yet", () => {
    const held = { ...bare, inbound: { policies: [], plaintext: [] } };
    const diagnosis = told({ objects: justNow(closed), proxies: [{ pod: payment, held }] });
    expect(diagnosis.verdict).toBe("broken");
    expect(findings(diagnosis).every((text) => text.startsWith("info "))).toBe(true);
  });

  it("is what istiod sent less than a minute ago", () => {
    const types = [{ type: "route", state: "stale", sentAt: "2026-11-20T11:59:40Z" }] as const;
    const diagnosis = told({ proxies: [{ pod: checkout, sync: { connected: true, types } }] });
    expect(findings(diagnosis)).toEqual([
      "info Deployment shop/checkout: the proxy of checkout-5c6d7-a1b2c has not taken the route configuration that istiod sent 20 s ago, which may be on its way",
    ]);
    expect(step(diagnosis, "configuration-taken")).toBe("unknown: what istiod sent last may still be on its way");
  });

  it("is a pod of the last minute that istiod does not know yet", () => {
    const young = `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${checkout.name}, namespace: shop, labels: { app: checkout, version: v1 }, annotations: { sidecar.istio.io/status: '{"containers":["istio-proxy"]}' }, creationTimestamp: "2026-11-20T11:59:30Z" }\nspec: { containers: [{ name: app, image: x }, { name: istio-proxy, image: docker.io/istio/proxyv2:1.30.0, args: [proxy, sidecar] }] }\nstatus: { phase: Running, podIP: 10.244.0.10, conditions: [{ type: Ready, status: "True" }] }\n`;
    const diagnosis = told({ objects: young, proxies: [{ pod: checkout, sync: { connected: false } }] });
    expect(findings(diagnosis)).toEqual([expect.stringMatching(/^info .* is connected to no istiod, being new$/)]);
  });

  const pulled = `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${checkout.name}, namespace: shop, labels: { app: checkout, version: v1 }, annotations: { sidecar.istio.io/status: '{"containers":["istio-proxy"]}' }, creationTimestamp: "2026-11-20T11:50:00Z" }\nspec: { containers: [{ name: app, image: x }, { name: istio-proxy, image: docker.io/istio/proxyv2:1.30.0, args: [proxy, sidecar] }] }\nstatus: { phase: Running, podIP: 10.244.0.10, conditions: [{ type: Ready, status: "True" }], containerStatuses: [{ name: istio-proxy, ready: true, state: { running: { startedAt: "2026-11-20T11:59:30Z" } } }] }\n`;

  it("is a proxy of the last minute in a pod whose images were long in coming", () => {
    const diagnosis = told({ objects: pulled, proxies: [{ pod: checkout, sync: { connected: false } }] });
    expect(findings(diagnosis)).toEqual([expect.stringMatching(/^info .* is connected to no istiod, being new$/)]);
  });

  it("is no word of a pod that is being stopped", () => {
    const leaving = pulled.replace('11:50:00Z"', '11:50:00Z", deletionTimestamp: "2026-11-20T12:00:20Z"');
    const diagnosis = told({ objects: leaving, proxies: [{ pod: checkout, sync: { connected: false } }] });
    expect(findings(diagnosis)).toEqual([]);
  });

  it("may have been refused, where istiod tells neither when it sent it nor that", () => {
    const types = [{ type: "cluster", state: "stale" }] as const;
    expect(findings(told({ proxies: [{ pod: checkout, sync: { connected: true, types } }] }))).toEqual([
      "info Deployment shop/checkout: the proxy of checkout-5c6d7-a1b2c has not taken the cluster configuration that istiod sent, which may be on its way, or was refused: istiod before 1.24 tells neither when nor why",
    ]);
  });
});

describe("an EnvoyFilter", () => {
  const filter = (patches: string, more = "") =>
    `---\napiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: { name: patch, namespace: shop, creationTimestamp: "2026-11-10T09:00:00Z" }\nspec: { ${more}configPatches: [${patches}] }\n`;
  const refusing = (type: "cluster" | "listener" | "route"): ProxyState => ({
    pod: checkout,
    sync: {
      connected: true,
      types: [{ type, state: "rejected", sentAt: "2026-11-20T11:40:00Z", error: "no" }],
    },
  });
  const blamed = (objects: string, state: ProxyState) =>
    findings(told({ objects, proxies: [state] })).map((text) => text.replace(/:.*/, ""));

  it.each([
    ["CLUSTER", "cluster", undefined],
    ["HTTP_FILTER", "listener", undefined],
    ["HTTP_ROUTE", "route", "SIDECAR_OUTBOUND"],
    ["VIRTUAL_HOST", "listener", "SIDECAR_INBOUND"],
  ] as const)("that patches %s is the usual cause of a refused %s", (applyTo, type, context) => {
    const match = context === undefined ? "" : `, match: { context: ${context} }`;
    expect(blamed(filter(`{ applyTo: ${applyTo}${match} }`), refusing(type))).toEqual([
      "warning EnvoyFilter shop/patch",
    ]);
  });

  it.each([
    ["patches something else", filter("{ applyTo: HTTP_FILTER }"), "cluster"],
    ["patches gateways alone", filter("{ applyTo: CLUSTER, match: { context: GATEWAY } }"), "cluster"],
    [
      "patches routes of inbound listeners",
      filter("{ applyTo: HTTP_ROUTE, match: { context: SIDECAR_INBOUND } }"),
      "route",
    ],
    ["patches nothing", filter(""), "listener"],
    ["is for a gateway", filter("{ applyTo: CLUSTER }", "targetRefs: [{ kind: Gateway, name: out }], "), "cluster"],
  ] as const)("that %s is not blamed", (_, objects, type) => {
    expect(blamed(objects, refusing(type))).toEqual(["warning Deployment shop/checkout"]);
  });

  it("that patches something else does not hide what was changed just before", () => {
    const changed = routes().replace("2026-11-10T09:00:00Z", "2026-11-20T11:39:50Z");
    const objects = `${filter("{ applyTo: HTTP_FILTER }")}${changed}`;
    expect(blamed(objects, refusing("route"))).toEqual(["warning VirtualService shop/payment"]);
    expect(blamed(objects, refusing("cluster"))).toEqual(["warning Deployment shop/checkout"]);
  });

  it("that patches clusters is named where one is missing, and not blamed", () => {
    const proxies = [{ pod: checkout, held: { ...calling, clusters: [] } }];
    const diagnosis = told({ objects: filter("{ applyTo: CLUSTER }"), proxies });
    expect(diagnosis.culprit?.kind).toBe("Deployment");
    expect(findings(diagnosis)).toEqual([
      expect.stringMatching(/; EnvoyFilter shop\/patch patches clusters here and may be why$/),
    ]);
    expect(diagnosis.advice.map(({ summary }) => summary)[0]).toBe(
      "See whether EnvoyFilter shop/patch does this on purpose",
    );
  });
});

describe("what is not certain", () => {
  const rule = (metadata = "") => object("DestinationRule", "payment", "{ host: payment }", metadata);
  const inbound = (policies: readonly string[], accepted = true) => ({
    ...bare,
    inbound: {
      policies: policies.map((name) => ({ namespace: "shop", name, dryRun: false })),
      plaintext: [{ port: 0, accepted }],
    },
  });
  const of = (virtualServices: readonly string[], destinationRule?: string): HeldConfig => ({
    ...calling,
    clusters: [
      {
        name: cluster,
        ...(destinationRule === undefined ? {} : { destinationRule: { namespace: "shop", name: destinationRule } }),
      },
    ],
    routes: [
      {
        table: "8080",
        host,
        clusters: [cluster],
        virtualServices: virtualServices.map((name) => ({ namespace: "shop", name })),
      },
    ],
  });
  const provider = object(
    "AuthorizationPolicy",
    "asks",
    "{ action: CUSTOM, provider: { name: x }, rules: [{ to: [{ operation: { methods: [DELETE] } }] }] }",
  );
  const audit = object("AuthorizationPolicy", "audits", "{ action: AUDIT, rules: [{}] }");
  const unredirected = `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${payment.name}, namespace: shop, labels: { app: payment }, annotations: { sidecar.istio.io/interceptionMode: NONE, sidecar.istio.io/status: '{"containers":["istio-proxy"]}' }, creationTimestamp: "2026-11-01T09:00:00Z" }\nspec: { containers: [{ name: app, image: x }, { name: istio-proxy, image: docker.io/istio/proxyv2:1.30.0, args: [proxy, sidecar] }] }\nstatus: { phase: Running, podIP: 10.244.0.21, conditions: [{ type: Ready, status: "True" }] }\n`;
  const revision = ", labels: { istio.io/rev: canary }";

  it.each<readonly [string, string, ProxyState]>([
    ["a rule that is for one revision", rule(revision), { pod: checkout, held: of([]) }],
    ["a route that is for one revision", routes(revision), { pod: checkout, held: of([]) }],
    [
      "a policy that is for one revision",
      closed.replace('09:00:00Z"', `09:00:00Z"${revision}`),
      { pod: payment, held: inbound([]) },
    ],
    [
      "mTLS that is for one revision",
      object("PeerAuthentication", "x", "{ mtls: { mode: STRICT } }", revision),
      { pod: payment, held: inbound([]) },
    ],
    [
      "a rule that istiod made of another object",
      "",
      { pod: checkout, held: of([], "payment~istio-autogenerated-k8s-gateway") },
    ],
    [
      "a route that istiod made of another object",
      "",
      { pod: checkout, held: of(["payment~istio-autogenerated-k8s-gateway"]) },
    ],
    ["a second VirtualService beside the right one", routes(), { pod: checkout, held: of(["payment", "other"]) }],
    ["a policy that asks a provider, held", provider, { pod: payment, held: inbound(["asks"]) }],
    ["a policy that asks a provider, not held", provider, { pod: payment, held: inbound([]) }],
    ["a policy that only audits", audit, { pod: payment, held: inbound([]) }],
    ["a proxy that nothing is redirected to", closed, { pod: payment, held: inbound([]) }],
    [
      "the ports under a Sidecar's ingress list",
      object(
        "Sidecar",
        "x",
        "{ ingress: [{ port: { number: 8080, protocol: HTTP, name: http }, defaultEndpoint: '127.0.0.1:8080' }] }",
      ),
      { pod: payment, held: inbound([], false) },
    ],
    [
      "a table of another port",
      routes(),
      { pod: checkout, held: { ...of([]), routes: [{ table: "80", host, clusters: [], virtualServices: [] }] } },
    ],
  ])("leaves %s alone", (what, objects, state) => {
    const all = what.startsWith("a proxy that nothing") ? `${objects}${unredirected}` : objects;
    expect(findings(told({ objects: all, proxies: [state] }))).toEqual([]);
  });

  it("compares the very same without what makes it uncertain", () => {
    expect(findings(told({ objects: rule(), proxies: [{ pod: checkout, held: of([]) }] }))).toHaveLength(1);
    expect(findings(told({ objects: routes(), proxies: [{ pod: checkout, held: of([]) }] }))).toHaveLength(1);
    expect(findings(told({ objects: closed, proxies: [{ pod: payment, held: inbound([]) }] }))).toHaveLength(1);
    expect(findings(told({ proxies: [{ pod: payment, held: inbound([], false) }] }))).toHaveLength(1);
    expect(findings(told({ proxies: [{ pod: payment, held: inbound(["gone"]) }] }))).toHaveLength(1);
  });
});

describe("an alias", () => {
  it("has the routes of what it stands for, by whichever VirtualService", () => {
    const alias = `---\napiVersion: v1\nkind: Service\nmetadata: { name: pay, namespace: shop, creationTimestamp: "2026-11-01T09:00:00Z" }\nspec: { type: ExternalName, externalName: ${host}, ports: [{ name: http, port: 8080 }] }\n`;
    const held: HeldConfig = {
      ...calling,
      hosts: [host, "pay.shop.svc.cluster.local"],
      routes: [host, "pay.shop.svc.cluster.local"].map((one) => ({
        table: "8080",
        host: one,
        virtualServices: [{ namespace: "shop", name: "payment" }],
        clusters: [cluster],
      })),
    };
    const ask = 'shop/checkout shop/pay --request "GET /"';
    const diagnosis = told({ objects: `${alias}${routes()}`, ask, proxies: [{ pod: checkout, held }] });
    expect(findings(diagnosis)).toEqual([]);
    expect(diagnosis.verdict).toBe("healthy");
  });
});

describe("a certificate that soon ends", () => {
  const ending = (notBefore: string | undefined, notAfter: string) =>
    findings(
      told({
        proxies: [
          {
            pod: checkout,
            held: { ...calling, certificate: { ...(notBefore === undefined ? {} : { notBefore }), notAfter } },
          },
        ],
      }),
    );

  it.each([
    ["is no alarm where it lives for an hour", "2026-11-20T11:40:00Z", "2026-11-20T12:40:00Z", 0],
    ["is told in the last quarter of an hour of life", "2026-11-20T11:10:00Z", "2026-11-20T12:10:00Z", 1],
    ["is told in the last hour of a day", "2026-11-19T12:40:00Z", "2026-11-20T12:40:00Z", 1],
    ["is told in the last hour where its life is not known", undefined, "2026-11-20T12:40:00Z", 1],
    ["is no alarm where there is time", undefined, "2026-11-20T13:40:00Z", 0],
  ])("%s", (_, notBefore, notAfter, count) => {
    expect(ending(notBefore, notAfter)).toHaveLength(count);
  });
});

describe("a verdict", () => {
  const enforcing = (name: string): ProxyState => ({
    pod: payment,
    held: { ...bare, inbound: { policies: [{ namespace: "shop", name, dryRun: false }], plaintext: [] } },
  });

  it("does not rest on what lies behind the place where the request ends", () => {
    const objects = object(
      "VirtualService",
      "payment",
      "{ hosts: [payment], http: [{ directResponse: { status: 503 } }] }",
    );
    const diagnosis = told({ objects, proxies: [enforcing("gone")] });
    expect(diagnosis.verdict).toBe("broken");
    expect(diagnosis.culprit?.kind).toBe("VirtualService");
  });

  it("is unknown of a request that a policy refuses which no proxy enforces", () => {
    const held = { ...bare, inbound: { policies: [], plaintext: [] } };
    const diagnosis = told({
      objects: closed,
      proxies: [
        { pod: payment, held },
        { pod: { ...payment, name: "payment-v2-7e8f9-g5h6i" }, held },
      ],
    });
    expect(diagnosis.verdict).toBe("unknown");
    expect(diagnosis.culprit).toBeUndefined();
    expect(diagnosis.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(diagnosis.summary).toContain("does not enforce AuthorizationPolicy shop/closed");
  });

  it("is unknown where one of two callees may let in what the other refuses", () => {
    const other = { ...payment, name: "payment-v2-7e8f9-g5h6i" };
    const held = { ...bare, inbound: { policies: [], plaintext: [] } };
    const diagnosis = told({
      objects: closed,
      proxies: [
        { ...enforcing("closed"), pod: other },
        { pod: payment, held },
      ],
    });
    expect(diagnosis.verdict).toBe("unknown");
    expect(diagnosis.findings.filter(({ check }) => check.startsWith("proxy/"))).toHaveLength(1);
  });

  it("is unknown of a caller that has neither cluster nor route: its outbound policy decides", () => {
    const diagnosis = told({ proxies: [{ pod: checkout, held: { ...calling, clusters: [], routes: [] } }] });
    expect(diagnosis.verdict).toBe("unknown");
    expect(diagnosis.summary).toContain("it holds no cluster");
  });

  const endpoints = (state: "stale" | "rejected" | "synced", sentAt?: string): ProxyState["sync"] => ({
    connected: true,
    types: [{ type: "endpoint", state, ...(sentAt === undefined ? {} : { sentAt }) }],
  });
  /** As its proxy logged it, at such a second. */
  const logged = (second: string, code: number, flags: string) =>
    `# log: shop/checkout-5c6d7-a1b2c [2026-11-20T11:50:${second}.000Z] "GET / HTTP/1.1" ${code} ${flags} via_upstream - "-" 0 2 3 2 "-" "curl/8" "r${second}" "payment.shop:8080" "10.244.0.21:8080" ${cluster} 10.244.0.10:30000 10.96.0.20:8080 10.244.0.10:40000 - default\n`;
  const good = logged("01", 200, "-");
  const lost = { connected: false } as const;

  it.each<[string, ProxyState["sync"], string, string]>([
    ["a caller that no istiod knows", lost, "", "unknown"],
    ["one that was seen to be served", lost, good, "healthy"],
    ["one of whose calls one failed", lost, good + logged("02", 503, "UF"), "degraded"],
    ["endpoints that were refused", endpoints("rejected"), "", "unknown"],
    ["endpoints sent long ago", endpoints("stale", "2026-11-20T11:58:00Z"), "", "unknown"],
    ["endpoints sent just now", endpoints("stale", "2026-11-20T11:59:30Z"), "", "healthy"],
    ["endpoints sent nobody knows when", endpoints("stale"), "", "healthy"],
    ["endpoints that were taken", endpoints("synced"), "", "healthy"],
    ["a caller of whom istiod was not asked", undefined, "", "healthy"],
  ])("on %s", (_, sync, logs, verdict) => {
    const proxies = [{ pod: checkout, held: calling, ...(sync === undefined ? {} : { sync }) }];
    expect(told({ objects: logs, proxies }).verdict).toBe(verdict);
  });

  it("rests on no endpoint of a callee that is lost", () => {
    expect(told({ proxies: [{ pod: payment, sync: lost }] }).verdict).toBe("healthy");
  });

  it("parts callers that are lost from those that are not, and blames what refuses both", () => {
    const proxies = [{ pod: checkout, held: calling, sync: lost }];
    const objects = object(
      "AuthorizationPolicy",
      "closed",
      "{ selector: { matchLabels: { version: v2 } }, action: DENY, rules: [{}] }",
    );
    const diagnosis = told({ objects, proxies });
    expect(diagnosis.verdict).toBe("unknown");
    expect(diagnosis.findings.map(({ resource }) => refText(resource))).toContain("AuthorizationPolicy shop/closed");
  });
});
