/** Meshes drawn wider than those of `generated-mesh.ts`: what else stands in a cluster, and what nothing leads to. */
import fc from "fast-check";
import type { Asked } from "../../src/faces/question/question-from.ts";
import { objectsOfPlan, type Plan, plans, questionOf, someNames } from "./generated-mesh.ts";
import { manifest, pod } from "./manifests.ts";
import type { RawObject } from "./snapshot.ts";

/** A plan, what is changed in it, and what is put beside it. */
export interface WidePlan {
  readonly plan: Plan;
  /** Of each app. */
  readonly shapes: readonly Shape[];
  /** Each gives what it adds. */
  readonly extras: readonly Extra[];
  /** Whether EndpointSlices were taken along: without any, endpoints are those that Services select. */
  readonly hasSlices: boolean;
  readonly uninjected: number | undefined;
  readonly mesh: {
    readonly rootNamespace: string | undefined;
    readonly selectors: boolean;
    readonly isLocalOnly: boolean;
  };
  readonly gateway: { readonly isMatched: boolean; readonly isServed: boolean; readonly routes: boolean } | undefined;
}

interface Shape {
  readonly served: "usual" | "none" | "twice" | "written" | "alias" | "many ports";
  readonly controller: "Deployment" | "StatefulSet" | "DaemonSet" | "none";
  readonly pods: "running" | "ended" | "hostNetwork" | "leaving";
  readonly written: number;
}

/** What is added to a mesh; the place of an app and its number tell the rest. */
type Extra = (mesh: Placed, i: number) => readonly RawObject[];

interface Placed {
  readonly callee: number;
  place(app: number): string;
  name(app: number): string;
  host(app: number): string;
}

/** A namespace that holds one workload more, and to which little leads. */
const far = "jkjkj";
const farApp = "opopo";
/** What a gateway stands in. */
const edge = "edede";
const outside = "api.example.com";

const namespaceOf = (mesh: Placed, n: number): string =>
  [mesh.place(mesh.callee), mesh.place(0), far, "istio-system"][n] ?? far;
const anyNamespace = fc.constantFrom(0, 0, 1, 1, 2, 3);
const index = fc.nat({ max: 3 });
/** `undefined` is what is called. */
const callee = fc.option(index, { nil: undefined, freq: 1 });
const exported = fc.constantFrom("", "", 'exportTo: ["."],', 'exportTo: ["*"],', `exportTo: ["${far}"],`);
const hostKind = fc.constantFrom("app", "app", "app", "short", "namespace", "all", "far", "outside");

function hostText(mesh: Placed, kind: string, app: number | undefined): string {
  const i = app ?? mesh.callee;
  switch (kind) {
    case "short":
      return mesh.name(i);
    case "namespace":
      return `*.${mesh.place(i)}.svc.cluster.local`;
    case "all":
      return "*.svc.cluster.local";
    case "far":
      return `${farApp}.${far}.svc.cluster.local`;
    case "outside":
      return outside;
    default:
      return mesh.host(i);
  }
}

/** `selector: …` of the app, of everything, or of another. */
const selected = fc.constantFrom("app", "app", "all", "version", "far");
function labelsText(mesh: Placed, which: string): string | undefined {
  switch (which) {
    case "all":
      return undefined;
    case "version":
      return "{ version: v1 }";
    case "far":
      return `{ app: ${farApp} }`;
    default:
      return `{ app: ${mesh.name(mesh.callee)} }`;
  }
}
function selectorText(mesh: Placed, which: string): string {
  const labels = labelsText(mesh, which);
  return labels === undefined ? "" : `selector: { matchLabels: ${labels} },`;
}

const entry: fc.Arbitrary<Extra> = fc
  .record({
    namespace: anyNamespace,
    host: fc.constantFrom("app", "far", "outside", "outside", "own", "own"),
    app: callee,
    exported,
    location: fc.constantFrom("MESH_INTERNAL", "MESH_INTERNAL", "MESH_EXTERNAL"),
    ends: fc.constantFrom(
      "pod",
      "far pod",
      "nobody",
      "selector",
      "far selector",
      "dns",
      "dns to app",
      "none",
      "passthrough",
    ),
    address: fc.option(fc.constantFrom("240.1.1.1", "10.200.0.0/16", "10.96.0.2"), { nil: undefined, freq: 1 }),
    protocol: fc.constantFrom("HTTP", "HTTP", "TCP", "HTTPS"),
  })
  .map((one) => (mesh, i) => {
    const { host, app, location, ends, protocol } = one;
    const named = host === "own" ? "api.pay.internal" : hostText(mesh, host, app);
    const address = one.address === undefined ? "" : `addresses: [${one.address}],`;
    const where = {
      pod: `resolution: STATIC, endpoints: [{ address: 10.0.${app ?? mesh.callee}.1 }]`,
      "far pod": "resolution: STATIC, endpoints: [{ address: 10.0.9.1 }]",
      nobody: "resolution: STATIC, endpoints: [{ address: 192.0.2.7 }]",
      selector: `resolution: STATIC, workloadSelector: { labels: { app: ${mesh.name(app ?? mesh.callee)} } }`,
      "far selector": `resolution: STATIC, workloadSelector: { labels: { app: ${farApp} } }`,
      dns: "resolution: DNS",
      "dns to app": `resolution: DNS, endpoints: [{ address: ${mesh.host(app ?? mesh.callee)} }]`,
      none: "resolution: STATIC",
      passthrough: "resolution: NONE",
    }[ends];
    return [
      manifest(
        `ServiceEntry ${namespaceOf(mesh, one.namespace)}/entry-${i}`,
        `hosts: ["${named}"], ${address} ${one.exported} location: ${location}, ports: [{ number: 8080, name: http, protocol: ${protocol} }], ${where}`,
      ),
    ];
  });

const machine: fc.Arbitrary<Extra> = fc
  .record({ namespace: anyNamespace, app: callee, address: fc.constantFrom("192.0.2.8", "10.0.9.1") })
  .map(({ namespace, app, address }) => (mesh, i) => [
    manifest(
      `WorkloadEntry ${namespaceOf(mesh, namespace)}/machine-${i}`,
      `address: ${address}, labels: { app: ${mesh.name(app ?? mesh.callee)} }, serviceAccount: vm`,
    ),
  ]);

const sidecar: fc.Arbitrary<Extra> = fc
  .record({
    namespace: anyNamespace,
    ofCaller: fc.boolean(),
    hosts: fc.subarray(["./*", "istio-system/*", "*/*", "callee", "far", "~/*"], { minLength: 1, maxLength: 2 }),
    outbound: fc.option(fc.constantFrom("REGISTRY_ONLY", "ALLOW_ANY"), { nil: undefined, freq: 1 }),
  })
  .map(({ namespace, ofCaller, hosts, outbound }) => (mesh, i) => {
    const texts = hosts.map((host) =>
      host === "callee" ? `${mesh.place(mesh.callee)}/*` : host === "far" ? `${far}/*` : host,
    );
    return [
      manifest(
        `Sidecar ${namespaceOf(mesh, namespace)}/sidecar-${i}`,
        `${ofCaller ? `workloadSelector: { labels: { app: ${mesh.name(0)} } },` : ""}
         ${outbound === undefined ? "" : `outboundTrafficPolicy: { mode: ${outbound} },`}
         egress: [{ hosts: ["${texts.join('", "')}"] }]`,
      ),
    ];
  });

const routes: fc.Arbitrary<Extra> = fc
  .record({
    namespace: anyNamespace,
    host: hostKind,
    app: callee,
    to: hostKind.filter((kind) => kind !== "namespace" && kind !== "all"),
    other: callee,
    exported,
    gateways: fc.constantFrom(
      "",
      "",
      "",
      "gateways: [mesh],",
      `gateways: [${edge}/gw],`,
      `gateways: [mesh, ${edge}/gw],`,
    ),
    kind: fc.constantFrom("http", "http", "subset", "split", "mirror", "delegate", "redirect", "rewrite", "tcp", "tls"),
  })
  .map((one) => (mesh, i) => {
    const namespace = namespaceOf(mesh, one.namespace);
    const to = hostText(mesh, one.to, one.other);
    const elsewhere = mesh.host(mesh.callee);
    const plain = `route: [{ destination: { host: ${to} } }]`;
    const body = {
      http: `http: [{ ${plain} }]`,
      subset: `http: [{ route: [{ destination: { host: ${to}, subset: v1 } }] }]`,
      split: `http: [{ route: [{ destination: { host: ${to} }, weight: 30 }, { destination: { host: ${elsewhere} }, weight: 70 }] }]`,
      mirror: `http: [{ route: [{ destination: { host: ${elsewhere} } }], mirror: { host: ${to} } }]`,
      delegate: `http: [{ delegate: { name: delegate-${i}, namespace: ${far} } }]`,
      redirect: `http: [{ match: [{ uri: { prefix: /a } }], redirect: { authority: ${to} } }, { ${plain} }]`,
      rewrite: `http: [{ rewrite: { authority: ${to}, uri: /d }, ${plain} }]`,
      tcp: `tcp: [{ ${plain} }]`,
      tls: `tls: [{ match: [{ sniHosts: ["${hostText(mesh, one.host, one.app)}"] }], ${plain} }]`,
    }[one.kind];
    return [
      manifest(
        `VirtualService ${namespace}/routes-${i}`,
        `hosts: ["${hostText(mesh, one.host, one.app)}"], ${one.gateways} ${one.exported} ${body}`,
      ),
      ...(one.kind === "delegate" ? [manifest(`VirtualService ${far}/delegate-${i}`, `http: [{ ${plain} }]`)] : []),
    ];
  });

const rule: fc.Arbitrary<Extra> = fc
  .record({
    namespace: anyNamespace,
    host: hostKind,
    app: callee,
    exported,
    tls: fc.constantFrom("", "tls: { mode: DISABLE }", "tls: { mode: ISTIO_MUTUAL }", "tls: { mode: SIMPLE }"),
    onPort: fc.boolean(),
    selects: fc.boolean(),
    subset: fc.boolean(),
  })
  .map(({ namespace, host, app, exported, tls, onPort, selects, subset }) => (mesh, i) => [
    manifest(
      `DestinationRule ${namespaceOf(mesh, namespace)}/rules-${i}`,
      `host: "${hostText(mesh, host, app)}", ${exported} ${selects ? `workloadSelector: { matchLabels: { app: ${mesh.name(0)} } },` : ""}
       ${tls === "" ? "" : `trafficPolicy: { ${onPort ? `portLevelSettings: [{ port: { number: 8080 }, ${tls} }]` : tls} },`}
       subsets: [${subset ? "{ name: v1, labels: { version: v1 } }" : ""}]`,
    ),
  ]);

const token: fc.Arbitrary<Extra> = fc
  .record({ namespace: anyNamespace, which: selected })
  .map(({ namespace, which }) => (mesh, i) => [
    manifest(
      `RequestAuthentication ${namespaceOf(mesh, namespace)}/token-${i}`,
      `${selectorText(mesh, which)} jwtRules: [{ issuer: "https://issuer.example.com" }]`,
    ),
  ]);

const policy: fc.Arbitrary<Extra> = fc
  .record({
    namespace: anyNamespace,
    which: selected,
    action: fc.constantFrom("ALLOW", "ALLOW", "DENY", "AUDIT"),
    rule: fc.constantFrom(
      "{}",
      "from: [{ source: { requestPrincipals: ['*'] } }]",
      "from: [{ source: { notPrincipals: ['*/sa/ababa'] } }]",
      "from: [{ source: { namespaces: [gogog] } }]",
      "from: [{ source: { ipBlocks: [10.0.0.0/24] } }]",
      "from: [{ source: { principals: ['cluster.local/ns/jkjkj/sa/opopo'] } }]",
      "to: [{ operation: { ports: ['8080'] } }]",
      "to: [{ operation: { ports: ['9000'] } }]",
      "to: [{ operation: { hosts: ['cdcdc*'] } }]",
      "when: [{ key: 'request.headers[x-test]', values: ['1'] }]",
      "",
    ),
  })
  .map(({ namespace, which, action, rule }) => (mesh, i) => [
    manifest(
      `AuthorizationPolicy ${namespaceOf(mesh, namespace)}/extra-${i}`,
      `${selectorText(mesh, which)} action: ${action}, rules: [${rule === "" ? "" : rule === "{}" ? rule : `{ ${rule} }`}]`,
    ),
  ]);

const network: fc.Arbitrary<Extra> = fc
  .record({
    namespace: anyNamespace,
    labels: fc.constantFrom("", "version: v1", "far"),
    rule: fc.constantFrom(
      "policyTypes: [Egress], egress: []",
      "policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: { matchLabels: { istio-injection: enabled } } }] }]",
      "policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.1.0/24 } }] }]",
      "policyTypes: [Ingress], ingress: [{ ports: [{ port: 8080 }] }]",
      "policyTypes: [Ingress], ingress: [{ ports: [{ port: 9000 }] }]",
      "policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }] }]",
      "policyTypes: [Ingress], ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/16, except: [10.0.0.1/32] } }] }]",
      "policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: gogog } } }] }]",
    ),
  })
  .map(({ namespace, labels, rule }) => (mesh, i) => {
    const text = labels === "far" ? `app: ${farApp}` : labels;
    return [
      manifest(
        `NetworkPolicy ${namespaceOf(mesh, namespace)}/network-${i}`,
        `podSelector: { ${text === "" ? "" : `matchLabels: { ${text} }`} }, ${rule}`,
      ),
    ];
  });

const mode: fc.Arbitrary<Extra> = fc
  .record({
    namespace: anyNamespace,
    which: selected,
    is: fc.constantFrom("STRICT", "PERMISSIVE", "DISABLE", "UNSET"),
    port: fc.option(fc.constantFrom("8080: { mode: STRICT }", "8080: { mode: DISABLE }", "9000: { mode: STRICT }"), {
      nil: undefined,
    }),
  })
  .map(({ namespace, which, is, port }) => (mesh, i) => [
    manifest(
      `PeerAuthentication ${namespaceOf(mesh, namespace)}/extra-${i}`,
      `${selectorText(mesh, which)} mtls: { mode: ${is} } ${port === undefined || which === "all" ? "" : `, portLevelMtls: { ${port} }`}`,
    ),
  ]);

const alien: fc.Arbitrary<Extra> = fc
  .record({ namespace: anyNamespace, kind: fc.constantFrom("EnvoyFilter", "Telemetry", "Gateway", "HTTPRoute") })
  .map(({ namespace, kind }) => (mesh, i) => {
    const place = `${namespaceOf(mesh, namespace)}/alien-${i}`;
    const home = mesh.place(mesh.callee);
    switch (kind) {
      case "EnvoyFilter":
        return [manifest(`EnvoyFilter ${place}`, "configPatches: []")];
      case "Telemetry":
        return [manifest(`Telemetry ${place}`, "accessLogging: [{ providers: [{ name: envoy }] }]")];
      case "Gateway":
        return [
          manifest(
            `Gateway ${place}`,
            "selector: { istio: none }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]",
          ),
        ];
      default:
        // A route of the mesh, as the Gateway API writes it.
        return [
          manifest(
            `HTTPRoute ${home}/route-${i}`,
            `parentRefs: [{ group: "", kind: Service, name: ${mesh.name(mesh.callee)}, port: 8080 }], rules: [{ backendRefs: [{ name: ${mesh.name(mesh.callee)}, port: 8080 }] }]`,
          ),
        ];
    }
  });

const shape: fc.Arbitrary<Shape> = fc.record({
  served: fc.constantFrom(
    "usual",
    "usual",
    "usual",
    "usual",
    "none",
    "twice",
    "written",
    "alias",
    "many ports",
    "many ports",
  ),
  controller: fc.constantFrom("Deployment", "Deployment", "Deployment", "StatefulSet", "DaemonSet", "none"),
  pods: fc.constantFrom(
    "running",
    "running",
    "running",
    "running",
    "running",
    "running",
    "ended",
    "hostNetwork",
    "leaving",
  ),
  written: fc.constantFrom(0, 1, 2, 9),
});

export const widePlans: fc.Arbitrary<WidePlan> = fc.record({
  plan: plans,
  shapes: fc.array(shape, { minLength: 4, maxLength: 4 }),
  extras: fc.array(
    fc.oneof(entry, entry, machine, sidecar, routes, routes, rule, token, policy, policy, network, mode, alien),
    { maxLength: 4 },
  ),
  hasSlices: fc.constantFrom(true, true, false),
  uninjected: fc.option(fc.constantFrom(0, 1), { nil: undefined, freq: 1 }),
  mesh: fc.record({
    rootNamespace: fc.constantFrom(undefined, undefined, undefined, far),
    selectors: fc.constantFrom(false, false, false, true),
    isLocalOnly: fc.constantFrom(false, false, false, true),
  }),
  gateway: fc.option(
    fc.record({
      isMatched: fc.constantFrom(true, true, false),
      isServed: fc.boolean(),
      routes: fc.constantFrom(true, true, false),
    }),
    { nil: undefined, freq: 1 },
  ),
});

/** Ways to name the two ends of what is asked of a drawn mesh. */
export function formsOf({ plan, gateway }: WidePlan): readonly Asked[] {
  const { namespaces, apps } = someNames;
  const name = (i: number): string => apps[i] ?? "";
  const place = (i: number): string => namespaces[plan.apps[i]?.namespace ?? 0];
  const [to, caller] = [plan.callee, `${place(0)}/${name(0)}`];
  const request = questionOf(plan, someNames).request;
  return [
    { from: caller, to: `10.96.0.${to + 1}`, request },
    { from: "10.0.0.1", to: `${name(to)}.${place(to)}`, request },
    { from: `sa/${name(0)}`, to: `http://${name(to)}.${place(to)}:8080/a` },
    { from: `pod/${name(0)}-0`, to: `pod/${name(to)}-0`, request },
    { from: `svc/${name(3)}`, to: name(to), request },
    { from: name(3), to: `10.0.${to}.1`, request },
    { from: name(0), to: `Deploy/${name(to)}`, request },
    { from: `${name(0)}-0`, to: `${name(to)}-0`, request },
    { from: caller, to: `${name(to)}.${place(to)}.svc.cluster.local`, request },
    { from: caller, to: outside },
    { from: caller, to: "api.pay.internal", request },
    { from: caller, to: `${place(to)}/${name(to)}`, request },
    { from: caller, to: `${name(to)}.${place(to)}`, port: "9000" },
    { from: caller, to: `${farApp}.${far}`, request },
    { from: `${far}/${farApp}`, to: `${place(to)}/${name(to)}`, request },
    { from: name(0), to: "240.1.1.1" },
    ...(gateway === undefined
      ? []
      : [
          { from: "internet", to: `${name(to)}.${place(to)}`, request },
          { from: "internet", to: "http://shop.example.com/a" },
        ]),
  ];
}

/** The objects of a wide plan. */
export function objectsOfWidePlan(wide: WidePlan): readonly RawObject[] {
  const { plan, shapes, extras, hasSlices, uninjected, mesh, gateway } = wide;
  const { namespaces, apps } = someNames;
  const place = (i: number): string => namespaces[plan.apps[i]?.namespace ?? 0];
  const name = (i: number): string => apps[i] ?? "";
  const placed: Placed = {
    callee: plan.callee,
    place,
    name,
    host: (i) => `${name(i)}.${place(i)}.svc.cluster.local`,
  };
  const injected = { labels: { "istio-injection": "enabled", "kubernetes.io/metadata.name": far } };
  const base = objectsOfPlan(plan, someNames).flatMap((object): readonly RawObject[] => {
    const { kind, metadata } = object;
    if (kind === "Namespace") {
      const isInjected = metadata.name !== "istio-system" && metadata.name !== namespaces[uninjected ?? -1];
      const labels = {
        ...(isInjected ? { "istio-injection": "enabled" } : {}),
        "kubernetes.io/metadata.name": metadata.name,
      };
      return [{ ...object, metadata: { ...metadata, labels } }];
    }
    if (kind === "ConfigMap") return [configured(object, mesh)];
    const i = apps.findIndex((one) => metadata.name === one || metadata.name.startsWith(`${one}-`));
    const shape = shapes[i];
    return shape === undefined ? [object] : shaped(object, shape, plan.apps[i]?.pods.length ?? 1, i);
  });
  const objects = [
    ...base,
    manifest(`Namespace ${far}`, "", injected),
    manifest(`ServiceAccount ${far}/${farApp}`),
    manifest(
      `Deployment ${far}/${farApp}`,
      `selector: { matchLabels: { app: ${farApp} } }, template: { metadata: { labels: { app: ${farApp} } }, spec: { serviceAccountName: ${farApp}, containers: [{ name: app }] } }`,
    ),
    manifest(
      `Service ${far}/${farApp}`,
      `selector: { app: ${farApp} }, clusterIP: 10.96.0.9, ports: [{ name: http, port: 8080 }]`,
    ),
    pod(`${far}/${farApp}-0`, {
      labels: `app: ${farApp}, version: v1`,
      ip: "10.0.9.1",
      serviceAccount: farApp,
      owner: `Deployment ${farApp}`,
    }),
    ...(gateway === undefined ? [] : standing(gateway, placed)),
    ...extras.flatMap((extra, i) => extra(placed, i)),
  ];
  const others = hasSlices ? slicesOf(objects) : [];
  return [...objects.filter(({ kind }) => hasSlices || kind !== "EndpointSlice"), ...others].map(aged);
}

/** What the controller of EndpointSlices writes for Services with a selector: one each, if only an empty one. */
function slicesOf(objects: readonly RawObject[]): readonly RawObject[] {
  const pods = objects.filter(({ kind }) => kind === "Pod") as unknown as readonly Pod[];
  const services = objects.filter(({ kind }) => kind === "Service") as unknown as readonly Service[];
  return services.flatMap(({ metadata: { namespace = "", name }, spec: { selector, ports } }) => {
    if (selector === undefined) return [];
    const behind = pods.filter(
      ({ metadata, status }) =>
        metadata.namespace === namespace &&
        status.phase === "Running" &&
        Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value),
    );
    const endpoints = behind.map(({ metadata, status }) => ({
      addresses: [status.podIP],
      conditions: { ready: metadata.deletionTimestamp === undefined && status.conditions?.[0]?.status === "True" },
      targetRef: { kind: "Pod", namespace, name: metadata.name },
    }));
    return [
      slice(
        namespace,
        name,
        endpoints,
        ports.map(({ name: of, port, targetPort = port }) => ({ name: of, port: Number(targetPort) || 8080 })),
      ),
    ];
  });
}

interface Pod {
  readonly metadata: {
    readonly namespace?: string;
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: {
    readonly phase: string;
    readonly podIP: string;
    readonly conditions?: readonly { readonly status: string }[];
  };
}
interface Service {
  readonly metadata: { readonly namespace?: string; readonly name: string };
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort?: number | string }[];
  };
}

/** One second younger than the object before. */
function aged(object: RawObject, i: number): RawObject {
  const creationTimestamp = new Date(Date.UTC(2025, 0, 1, 12, 0, i)).toISOString().replace(".000Z", "Z");
  return { ...object, metadata: { ...object.metadata, creationTimestamp } };
}

function configured(object: RawObject, { rootNamespace, selectors, isLocalOnly }: WidePlan["mesh"]): RawObject {
  const { data } = object as { readonly data?: { readonly mesh?: string } };
  const mesh = {
    ...(JSON.parse(data?.mesh ?? "{}") as Record<string, unknown>),
    ...(rootNamespace === undefined ? {} : { rootNamespace }),
    ...(selectors ? { discoverySelectors: [{ matchLabels: { "istio-injection": "enabled" } }] } : {}),
    ...(isLocalOnly ? { defaultServiceExportTo: ["."] } : {}),
  };
  return { ...object, data: { mesh: JSON.stringify(mesh) } };
}

/** An object of an app as its shape wants it. */
function shaped(
  object: RawObject,
  { served, controller, pods, written }: Shape,
  count: number,
  i: number,
): readonly RawObject[] {
  const { kind, metadata } = object;
  const place = `${metadata.namespace ?? ""}/${metadata.name}`;
  const labels = `app: ${metadata.name}`;
  if (kind === "Deployment") {
    if (controller === "none") return [];
    return [{ ...object, kind: controller }];
  }
  if (kind === "Pod") return [withState(owned(served === "many ports" ? withPort(object) : object, controller), pods)];
  if (kind !== "Service") return [object];
  const address = `clusterIP: 10.96.0.${i + 1}`;
  switch (served) {
    case "none":
      return [];
    case "twice":
      return [
        object,
        manifest(
          `Service ${place}-too`,
          `selector: { ${labels} }, clusterIP: 10.96.1.${i + 1}, ports: [{ name: tcp, port: 8080 }, { name: http, port: 80, targetPort: 8080 }]`,
        ),
      ];
    case "written":
      return [
        manifest(`Service ${place}`, `${address}, ports: [{ name: http, port: 8080 }]`),
        slice(metadata.namespace ?? "", metadata.name, [
          { addresses: [writtenAddress(written, i, count)], conditions: { ready: true } },
        ]),
      ];
    case "alias":
      return [
        manifest(
          `Service ${place}`,
          `type: ExternalName, externalName: ${farApp}.${far}.svc.cluster.local, ports: [{ name: http, port: 8080 }]`,
        ),
      ];
    case "many ports":
      return [
        manifest(
          `Service ${place}`,
          `selector: { ${labels} }, ${address}, ports: [{ name: http, port: 8080 }, { name: tcp-raw, port: 9000, targetPort: 8080 }, { name: any, port: 7000, targetPort: web }]`,
        ),
      ];
    default:
      return [object];
  }
}

/** Of one of its pods, of a pod far away, of nobody. */
function writtenAddress(written: number, i: number, count: number): string {
  if (written === 0) return "192.0.2.9";
  return written === 9 ? "10.0.9.1" : `10.0.${i}.${Math.min(written, count)}`;
}

function owned(object: RawObject, controller: Shape["controller"]): RawObject {
  const { metadata } = object as {
    readonly metadata: RawObject["metadata"] & { readonly ownerReferences?: readonly object[] };
  };
  const { ownerReferences = [], ...others } = metadata;
  const owners =
    controller === "none" ? {} : { ownerReferences: ownerReferences.map((one) => ({ ...one, kind: controller })) };
  return { ...object, metadata: { ...others, ...owners } };
}

/** The pod with a named port. */
function withPort(object: RawObject): RawObject {
  const { spec } = object as RawObject & { readonly spec: { readonly containers: readonly object[] } };
  const [first, ...others] = spec.containers;
  const ports = [{ name: "web", containerPort: 8080 }];
  return { ...object, spec: { ...spec, containers: [{ ...first, ports }, ...others] } };
}

function withState(object: RawObject, state: Shape["pods"]): RawObject {
  const { spec, status, metadata } = object as RawObject & { readonly spec: object; readonly status: object };
  switch (state) {
    case "ended":
      return { ...object, status: { ...status, phase: "Succeeded" } };
    case "hostNetwork":
      return { ...object, spec: { ...spec, hostNetwork: true } };
    case "leaving":
      return { ...object, metadata: { ...metadata, deletionTimestamp: "2026-05-04T10:29:50Z" } };
    default:
      return object;
  }
}

function slice(
  namespace: string,
  name: string,
  endpoints: readonly object[],
  ports: readonly object[] = [{ name: "http", port: 8080 }],
): RawObject {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-x`, namespace, labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    ports,
    endpoints,
  };
}

/** A gateway and what leads in. */
function standing(
  { isMatched, isServed, routes: leads }: NonNullable<WidePlan["gateway"]>,
  mesh: Placed,
): readonly RawObject[] {
  const proxy = "containers: [{ name: istio-proxy, args: [proxy, router] }]";
  return [
    manifest(`Namespace ${edge}`, "", { labels: { "kubernetes.io/metadata.name": edge } }),
    manifest(
      `Deployment ${edge}/in`,
      `selector: { matchLabels: { istio: in } }, template: { metadata: { labels: { istio: in } }, spec: { serviceAccountName: in, ${proxy} } }`,
    ),
    pod(`${edge}/in-1`, {
      labels: "istio: in",
      ip: "10.0.8.1",
      serviceAccount: "in",
      bare: true,
      owner: "Deployment in",
      spec: proxy,
    }),
    ...(isServed
      ? [
          manifest(
            `Service ${edge}/in`,
            "selector: { istio: in }, type: LoadBalancer, clusterIP: 10.96.0.8, ports: [{ name: http, port: 80, targetPort: 8080 }]",
          ),
        ]
      : []),
    manifest(
      `Gateway ${edge}/gw`,
      `selector: { istio: ${isMatched ? "in" : "out"} }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]`,
    ),
    ...(leads
      ? [
          manifest(
            `VirtualService ${far}/in`,
            `hosts: [shop.example.com], gateways: [${edge}/gw], http: [{ route: [{ destination: { host: ${mesh.host(mesh.callee)}, port: { number: 8080 } } }] }]`,
          ),
        ]
      : []),
  ];
}
